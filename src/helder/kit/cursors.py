"""Pages of a list that keeps growing: each row once, whatever is added in between.

Owns: the cursor, which names the last row that was seen by its moment and number.
"""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext

from helder.kit.problems import invalid

Row = TypeVar("Row", bound=Model)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LARGEST_KEY = 2**63 - 1


def page(rows: QuerySet[Row], by: str, cursor: str, limit: int) -> tuple[list[Row], str | None]:
    """The rows after the cursor, newest first by the moment `by`, and the next cursor."""
    if cursor:
        at, key = read(cursor)
        rows = rows.filter(Q(**{f"{by}__lt": at}) | Q(**{by: at}, pk__lt=key))
    found = list(rows.order_by(f"-{by}", "-pk")[: limit + 1])
    if len(found) <= limit:
        return found, None
    last: Any = found[limit - 1]
    return found[:limit], write(getattr(last, by), last.pk)


def write(at: datetime, key: int) -> str:
    """The cursor of one row."""
    moment = (at - EPOCH) // timedelta(microseconds=1)
    return base64.urlsafe_b64encode(f"{moment}.{key}".encode()).decode().rstrip("=")


def read(cursor: str) -> tuple[datetime, int]:
    """Moment and number of a cursor, or of a whole `next` address. Raises Problem."""
    if "cursor=" in cursor:
        cursor = parse_qs(urlsplit(cursor).query).get("cursor", [""])[0]
    try:
        plain = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        moment, key = (int(part) for part in plain.decode("ascii").split("."))
        if not 0 <= key <= LARGEST_KEY:
            raise ValueError
        return EPOCH + timedelta(microseconds=moment), key
    except (ValueError, OverflowError, binascii.Error):
        raise invalid(
            cursor=gettext("This cursor is not one of ours. Use “next” of the page before.")
        ) from None


def next_address(request: HttpRequest, cursor: str | None) -> str | None:
    """The address of the next page: this one's, with the cursor."""
    if cursor is None:
        return None
    query = request.GET.copy()
    query["cursor"] = cursor
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
