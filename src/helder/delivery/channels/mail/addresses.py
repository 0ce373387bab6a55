"""Mail addresses as a mail server wants them.

Owns: what can stand in an envelope. Refuses: whether anybody lives there.
"""

from __future__ import annotations

import re
from functools import lru_cache

from django.utils.translation import gettext_noop as _

from helder.delivery.errors import ChannelError, Trouble

UNREADABLE = _("This is not a mail address that can be used.")
_UNFIT = re.compile(r"[\x00-\x20\x7f-\xa0<>,;:@\"()\[\]\\]")


def wire_address(address: str) -> str:
    """A domain in ASCII, the rest as it is. Raises ChannelError when it cannot be used."""
    local, at, domain = address.strip().rpartition("@")
    wire = _wire_domain(domain) if at else ""
    if not wire or not local or len(local) > 64 or _UNFIT.search(local):
        raise ChannelError(UNREADABLE, permanent=True, trouble=Trouble.ADDRESS)
    return f"{local}@{wire}"


@lru_cache(maxsize=2048)
def _wire_domain(domain: str) -> str:
    """ "" for what is no domain."""
    try:
        wire = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    return wire if re.fullmatch(r"[A-Za-z0-9._-]{1,253}", wire) else ""
