"""What a visitor hears when there is no room at all, in both languages. Pure."""

from __future__ import annotations

BUSY = (
    b"Het is nu erg druk. De statuspagina werkt: /status/. Probeer de rest over een halve minuut "
    b"weer.\n\nIt is very busy now. The status page works: /status/. Try the rest again in half a "
    b"minute.\n"
)
BUSY_HEADERS = [
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Content-Length", str(len(BUSY))),
    ("Retry-After", "30"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
]
