"""Handing out a file that a reader sent along: always as a download, never to be shown or run."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from helder.messages.models import SentAlong


def download(row: SentAlong) -> HttpResponse:
    """The file under its own name, with the extension of what it really is. Raises Http404."""
    if not row.file:
        raise Http404
    try:
        with row.file.open("rb") as file:
            content = file.read()
    except OSError as error:
        raise Http404 from error
    stem = row.name.rpartition(".")[0] or row.name
    extension = str(row.file.name).rpartition(".")[2]
    answer = HttpResponse(content, content_type=row.media_type)
    name = content_disposition_header(True, f"{stem}.{extension}")
    answer["Content-Disposition"] = name or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer
