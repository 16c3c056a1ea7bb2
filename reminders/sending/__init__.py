"""From the ledger to the mail server: claim, look again, write, send, settle."""
