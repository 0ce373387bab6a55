"""Whether our own mail server vouches for the sender of a mail (RFC 8601).

Pure. Only the topmost Authentication-Results of the server that is named counts: those below it
came along with the mail, and anybody can write them.
"""

from __future__ import annotations

import re
from email.message import Message

_METHOD = re.compile(r"^\s*(dmarc|dkim|spf)\s*=\s*pass\b", re.IGNORECASE)
_COMMENT = re.compile(r"\([^()]*\)")
_DOMAIN = {
    "dmarc": re.compile(r"header\.from\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE),
    "dkim": re.compile(r"header\.(?:d|i)\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE),
    "spf": re.compile(r"smtp\.mailfrom\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE),
}


def is_vouched_for(message: Message, sender: str, authserv: str) -> bool:
    """DMARC, or else DKIM or SPF of the very domain of the sender, passed at this server."""
    domain = sender.rpartition("@")[2].lower()
    results = _results(message, authserv)
    return bool(domain) and any(_passes(result, domain) for result in results)


def _results(message: Message, authserv: str) -> list[str]:
    """What the named server says, method by method."""
    for value in message.get_all("Authentication-Results", []):
        name, _semicolon, rest = _COMMENT.sub(" ", str(value)).partition(";")
        if (name.split() or [""])[0].lower() == authserv.lower():
            return rest.split(";")
    return []


def _passes(result: str, domain: str) -> bool:
    """One method that passed, for this domain; the pass of another domain proves nothing."""
    method = _METHOD.match(result)
    if method is None:
        return False
    named = _DOMAIN[method.group(1).lower()].search(result)
    return named is not None and named.group(1).rpartition("@")[2].lower() == domain
