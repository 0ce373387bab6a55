"""Taking in one mail, once: a bounce marks its delivery, a reply goes to whoever takes replies.

Owns: the one transaction in which a mail is noted as read and has its effects. Whoever offers the
same mail again (a mailbox after a crash, a mail server that did not hear the answer) is told so and
nothing happens twice. Refuses: keeping the mail itself.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, transaction

from helder.delivery import actions
from helder.delivery.inbound import bounces, replies
from helder.delivery.inbound.addresses import bounced_delivery, replied_to
from helder.delivery.inbound.automatic import why_dropped
from helder.delivery.inbound.incoming import Incoming, read
from helder.delivery.models import Delivery, InboundMail
from helder.kit import clock

log = logging.getLogger(__name__)

AGAIN, UNREADABLE = "again", "unreadable"
BOUNCED, DELAYED, STRAY = "bounced", "delayed", "stray"
State = Delivery.State
ON_ITS_WAY = (State.ACCEPTED, State.DELIVERED, State.UNCERTAIN)


def take(
    raw: bytes,
    recipients: Sequence[str] = (),
    return_path: str | None = None,
    *,
    whole: bool = True,
) -> str:
    """What came of this mail, in one word. A database that is away raises; the mail must then be
    offered again. Anything else that goes wrong is noted and over. Not `whole`: only its beginning
    was read, because it is too large."""
    try:
        mail = read(raw, recipients, return_path, whole=whole)
    except Exception:
        log.exception("A mail could not be read.")
        return UNREADABLE
    try:
        return _once(mail)
    except DatabaseError:
        raise
    except Exception:
        log.exception("The mail %s could not be handled.", mail.key[:12])
        InboundMail.objects.get_or_create(
            key=mail.key, defaults={"at": clock.now(), "outcome": UNREADABLE}
        )
        return UNREADABLE


@transaction.atomic
def _once(mail: Incoming) -> str:
    row, is_new = InboundMail.objects.get_or_create(
        key=mail.key, defaults={"at": clock.now(), "outcome": ""}
    )
    if not is_new:
        return AGAIN
    row.outcome = _effect(mail)
    row.save(update_fields=["outcome"])
    return row.outcome


def _effect(mail: Incoming) -> str:
    delivery = next(filter(None, map(bounced_delivery, mail.recipients)), None)
    bounce = bounces.read(mail.message, mail.text) if delivery is not None else None
    if delivery is not None and bounce is not None:
        return _bounce(delivery, bounce)
    dropped = why_dropped(mail, own_hosts())
    if dropped:
        return dropped
    return replies.hand_on(_reply(mail, delivery))


def _reply(mail: Incoming, delivery: int | None) -> replies.Reply:
    """A few mail programs answer to the return path: then the delivery says what it is about."""
    named = next(filter(None, map(replied_to, mail.recipients)), None)
    if named is None and delivery is not None:
        rows = Delivery.objects.filter(pk=delivery, person__isnull=False)
        named = rows.values_list("dispatch_id", "person_id").first()
    return replies.Reply(mail, *(named or (None, None)))


def _bounce(delivery: int, bounce: bounces.Bounce) -> str:
    """A bounce of a delivery that is no longer known, or that came to another end, does nothing."""
    sent = Delivery.objects.filter(pk=delivery, state__in=ON_ITS_WAY)
    if not bounce.permanent:
        return DELAYED if sent.update(note=bounce.note) else STRAY
    return BOUNCED if actions.bounced(delivery, bounce.note, gone=bounce.gone) else STRAY


def own_hosts() -> frozenset[str]:
    """The name that stands in the Message-ID and List-Id of our own mail."""
    host = (urlsplit(settings.BASE_URL).hostname or "").lower()
    return frozenset({host}) - {"", "localhost"}
