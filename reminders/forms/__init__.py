"""What people type about reminders, and about their own mails. Input, not policy."""
