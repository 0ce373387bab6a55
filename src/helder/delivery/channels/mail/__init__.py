"""Mail over SMTP: layout (letter to text and HTML), mime (bytes), conversation (the server)."""
