"""Mail over SMTP: layout (letter to text and HTML), mime and splice (bytes), press (one mail per
reader), smtp (the conversation with the mail servers), channel (which of them)."""
