"""Mail that comes back: bounces and replies, from a mailbox (IMAP) or handed over (LMTP)."""
