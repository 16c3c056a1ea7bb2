"""The pages of this room: outbox, policy, one’s own mails and notifications."""
