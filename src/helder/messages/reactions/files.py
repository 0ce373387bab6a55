"""Files that readers send along: which are kept, and as what they are served.

Owns: the list of kinds that do no harm (told by their first bytes, never by their name), sizes and
counts, and the name on disk, which nobody can guess. Pure but for writing the file. Refuses:
opening, showing or running anything: a file is only ever offered as a download.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.core.files.base import ContentFile

from helder.delivery.inbound.incoming import File
from helder.kit.ids import public_id
from helder.messages.models import Saying, SentAlong

LARGEST = 10_000_000
LARGEST_TOGETHER = 15_000_000
MOST = 10
MOST_NAMED = 30
Refused = SentAlong.Refused

_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (rb"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (rb"\xff\xd8\xff", "image/jpeg", "jpg"),
    (rb"GIF8[79]a", "image/gif", "gif"),
    (rb"RIFF....WEBP", "image/webp", "webp"),
    (rb"....ftyp(heic|heix|mif1|msf1)", "image/heic", "heic"),
    (rb"....ftyp(isom|iso2|mp4[12]|avc1|M4V |qt  )", "video/mp4", "mp4"),
    (rb"%PDF-", "application/pdf", "pdf"),
)
_OFFICE = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
}
_PLAIN = {"txt": "text/plain", "log": "text/plain", "csv": "text/plain"}
_MACROS = (b"vbaProject", b"Scripts/", b"Basic/")


@dataclass(frozen=True)
class Kind:
    """What a file is: its type on the web and its extension on disk."""

    media_type: str
    extension: str


def kind_of(file: File) -> Kind | None:
    """What a file really is; None when it is not a kind that is kept."""
    for signature, media_type, extension in _SIGNATURES:
        if re.match(signature, file.content, re.DOTALL):
            return Kind(media_type, extension)
    extension = file.name.rpartition(".")[2].lower()
    if extension in _OFFICE and file.content.startswith(b"PK\x03\x04"):
        harmless = not any(mark in file.content for mark in _MACROS)
        return Kind(_OFFICE[extension], extension) if harmless else None
    if extension in _PLAIN and _is_text(file.content):
        return Kind(_PLAIN[extension], extension)
    return None


def _is_text(content: bytes) -> bool:
    try:
        return "\x00" not in content.decode("utf-8")
    except UnicodeDecodeError:
        return False


def why_refused(file: File, kept: int, together: int) -> str:
    """Why this file is not kept, after so many files and bytes of the same mail; "" when it is."""
    if not file.content:
        return Refused.EMPTY if file.whole else Refused.SIZE
    if kept >= MOST:
        return Refused.MANY
    if (
        not file.whole
        or len(file.content) > LARGEST
        or together + len(file.content) > LARGEST_TOGETHER
    ):
        return Refused.SIZE
    return "" if kind_of(file) else Refused.KIND


def keep(saying: Saying, files: Sequence[File]) -> list[SentAlong]:
    """Writes the files of one saying down; those that are refused by name only."""
    return [row for row in _rows(saying, files[:MOST_NAMED]) if not row.save()]  # type: ignore[func-returns-value]


def _rows(saying: Saying, files: Sequence[File]) -> Iterator[SentAlong]:
    kept = together = 0
    for file in files:
        row = SentAlong(saying=saying, name=file.name[:120], size=len(file.content))
        row.refused = why_refused(file, kept, together)
        kind = None if row.refused else kind_of(file)
        if kind is not None:
            kept, together = kept + 1, together + len(file.content)
            row.media_type = kind.media_type
            name = f"{public_id()}{public_id()}.{kind.extension}"
            row.file.save(name, ContentFile(file.content), save=False)
        yield row
