"""Whether a page changed since the reader last fetched it.

Owns: the ETag of a public page. Refuses: one for whoever is signed in, or has a notice waiting:
they always get the page as it is now.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.translation import get_language

import helder
from helder.kit import clock


def etag(request: HttpRequest, *facts: Any) -> str | None:
    """Differs per language, minute (pages say "over 12 minuten"), look and facts."""
    if request.user.is_authenticated or len(get_messages(request)):
        return None
    minute = clock.now().replace(second=0, microsecond=0)
    seen = (request.get_full_path(), get_language(), minute, _look(), *facts)
    return f'"{hashlib.sha256(repr(seen).encode()).hexdigest()[:32]}"'


def _look() -> str:
    return f"{helder.__version__} {static('kit/kit.css')}"
