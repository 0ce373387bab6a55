"""What a bounce says: mail did not arrive, for now or for good, and whether the address exists.

Owns: reading RFC 3464 reports and, through flufl.bounce, the many other shapes. Pure. Refuses:
believing whom a bounce is about: only the address to which it came back says that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from copy import deepcopy
from dataclasses import dataclass
from email.message import Message

from flufl.bounce import all_failures

GONE_STATUS = re.compile(r"^5\.1\.(1|2|3|6|10)$|^5\.2\.1$")
NOT_THE_ADDRESS = re.compile(r"^5\.(1\.[78]|2\.[234]|[3467]\.\d+)$")
_BETWEEN = r"(?:(?!\.\s)[^\n]){0,80}?"
"""A few words of the same sentence; an address among them has dots."""
_GONE = re.compile(
    rf"(user|recipient|mailbox|address|account){_BETWEEN}(unknown|not found|does not exist|"
    r"doesn'?t exist|no longer (exists|available|valid)|is disabled|has been disabled|inactive|"
    r"rejected: undeliverable)"
    r"|(unknown|no such|invalid|non-?existent)\s+(local\s+)?(user|recipient|mailbox|address|person)"
    r"|no mailbox here by that name|recipientnotfound|resolver\.adr\.(ex)?recip(ient)?notfound"
    r"|(host|domain)( name)? (or domain name )?not found|no such domain|unrouteable address"
    r"|account that you tried to reach (does not exist|is disabled|is inactive)"
    rf"|(adres|gebruiker|postbus|ontvanger|account){_BETWEEN}(bestaat niet|niet gevonden|onbekend|"
    r"niet meer in gebruik)|onbekend(e)? (adres|gebruiker|ontvanger)",
    re.IGNORECASE,
)
_NOT_GONE = re.compile(
    r"\bspam\b|spamhaus|blocklist|blacklist|block list|reputation|policy|dmarc|\bspf\b|dkim|"
    r"quota|mailbox (is )?full|over (its )?storage|insufficient (system )?storage|too large|"
    r"message size|sender (address )?rejected|relay|virus|content rejected|greylist|"
    r"postvak (is )?vol|postbus (is )?vol|te groot|temporar",
    re.IGNORECASE,
)
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_REPLY = re.compile(r"\b([45])\d\d\b")
_UNWRITTEN = re.compile(r"^(smtp|x-[\w-]+|dns)\s*;\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Bounce:
    """One address that was not reached. `gone`: it will not be reached by any mail."""

    permanent: bool
    gone: bool
    note: str


def read(message: Message, text: str = "") -> Bounce | None:
    """What this mail says as a bounce; None when it is none."""
    reports = list(_reports(message))
    for group in reports:
        found = _from_report(group)
        if found is not None:
            return found
    return None if reports else _from_words(message, text)


def _reports(message: Message) -> Iterator[Message]:
    """The groups of fields, one per recipient, of a machine-readable report."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            groups = part.get_payload()
            yield from (
                (one for one in groups if isinstance(one, Message))
                if isinstance(groups, list)
                else ()
            )


def _from_report(group: Message) -> Bounce | None:
    action = _field(group, "Action").lower()
    if action not in {"failed", "delayed"}:
        return None  # the fields about the message itself, or "delivered", "relayed", "expanded"
    said = _UNWRITTEN.sub("", _field(group, "Diagnostic-Code"))
    status = _field(group, "Status").split(" ")[0]
    closer = _STATUS.search(said)
    if closer and (not status or status.endswith(".0.0")):
        status = closer.group(0)
    note = said or status
    return Bounce(action == "failed", action == "failed" and _is_gone(status, said), _short(note))


def _field(group: Message, name: str) -> str:
    return " ".join(str(group.get(name, "")).split())


def _is_gone(status: str, said: str) -> bool:
    """Whether the address does not exist; a full mailbox or a refused message is not that."""
    if NOT_THE_ADDRESS.match(status):
        return False
    if GONE_STATUS.match(status):
        return not re.search(r"\bspam\b|policy|blocked|reputation", said, re.IGNORECASE)
    return bool(_GONE.search(said)) and not _NOT_GONE.search(said)


def _from_words(message: Message, text: str) -> Bounce | None:
    """A bounce in some other shape: what flufl.bounce knows of, and then what its words say."""
    temporary, permanent = _known_shapes(message)
    if permanent:
        return Bounce(True, _is_gone(_status_in(text), text), _short(_telling_line(text)))
    if temporary:
        return Bounce(False, False, _short(_telling_line(text)))
    return None


def _known_shapes(message: Message) -> tuple[Set[bytes], Set[bytes]]:
    """For now and for good, as flufl.bounce sees it; it stumbles over headers beyond ASCII."""
    plain = deepcopy(message)
    for part in plain.walk():
        for name, value in part.items():
            if not isinstance(value, str):
                part.replace_header(name, str(value).encode("ascii", "replace").decode())
    try:
        return all_failures(plain)
    except (AttributeError, TypeError, ValueError, LookupError):
        return set(), set()


def _status_in(text: str) -> str:
    found = _STATUS.search(text)
    return found.group(0) if found else ""


def _telling_line(text: str) -> str:
    """The line of a bounce that says why: one with a number or the words of refusal."""
    lines = [line.strip(" <>:*") for line in text.split("\n") if line.strip()]
    for telling in (_STATUS, _GONE, _NOT_GONE, _REPLY):
        found = next((line for line in lines if telling.search(line)), "")
        if found:
            return found
    return lines[0] if lines else ""


def _short(note: str) -> str:
    return " ".join(note.split())[:300]
