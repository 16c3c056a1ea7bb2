"""The words of mails: what they say, to whom and why, and their headers."""
