"""Whether a command comes from the chat that it says it comes from.

Pure. Slack signs what it sends with the signing secret of the app (version v0, not older than five
minutes); Mattermost sends the token of the command along. Refuses: a door without its secret.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping

OLDEST_SECONDS = 300
_NUMBER = re.compile(r"[0-9]{1,12}")


def is_from_slack(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """Its signature over the time and the body as they came."""
    stamp = headers.get("X-Slack-Request-Timestamp", "")
    if not secret or not _NUMBER.fullmatch(stamp) or abs(now - int(stamp)) > OLDEST_SECONDS:
        return False
    base = b"v0:" + stamp.encode() + b":" + body
    signed = "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return _same(headers.get("X-Slack-Signature", ""), signed)


def is_from_mattermost(secret: str, headers: Mapping[str, str], token: str) -> bool:
    """Its token: in the form, and in newer ones also in the header."""
    header = headers.get("Authorization", "").removeprefix("Token ").strip()
    return bool(secret) and (_same(token, secret) or _same(header, secret))


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode())
