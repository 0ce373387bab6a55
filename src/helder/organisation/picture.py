"""What a picture really is, told by its content and never by its name.

Owns: which kinds of logo are accepted, and how large. Refuses: SVG, which can carry scripts.
"""

from __future__ import annotations

LARGEST = 500_000
KINDS = {".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp"}


def suffix(content: bytes) -> str | None:
    """.png, .jpg or .webp when the content is one, whole from begin to end; else None."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
        return ".png" if content.rstrip(b"\0").endswith(b"IEND\xaeB`\x82") else None
    if content.startswith(b"\xff\xd8\xff"):
        return ".jpg" if content.rstrip(b"\0\r\n").endswith(b"\xff\xd9") else None
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        whole = int.from_bytes(content[4:8], "little") + 8 <= len(content)
        return ".webp" if whole else None
    return None
