"""A mail to the address for outages: of a colleague it becomes a draft, of anybody else a reaction.

Owns: whose mail opens a draft. What the From line says is no proof, so the mail only ever makes a
draft, the answer goes to the colleague's own address, and where HELDER_MAIL_AUTHSERV is set the
mail server must have vouched for the sender (vouching.py).
"""

from __future__ import annotations

from django.conf import settings

from helder.delivery.inbound.addresses import is_start
from helder.delivery.inbound.incoming import Incoming
from helder.delivery.inbound.plaintext import what_is_new
from helder.delivery.inbound.replies import Reply
from helder.outages.starters import drafting, letters
from helder.outages.starters.understanding import first_line
from helder.outages.starters.vouching import is_vouched_for
from helder.people.limits import within
from helder.people.models import Person
from helder.people.permissions import may

DRAFT, TOO_MANY = "outage-draft", "many"
PER_HOUR = 20


def take(reply: Reply) -> str:
    """What came of it: "outage-draft"; "many" for who does not stop; "" when it is for another."""
    mail = reply.mail
    if not any(map(is_start, mail.recipients)):
        return ""
    colleague = _colleague(mail)
    if colleague is None:
        return ""
    if not within(f"outage-mail:{colleague.pk}", PER_HOUR, 3600):
        return TOO_MANY
    catalogue = drafting.Catalogue.now()
    begun = drafting.begin(catalogue.understood(_text(mail)), catalogue, by=colleague)
    letters.answer(colleague, begun, catalogue, mail)
    return DRAFT


def _colleague(mail: Incoming) -> Person | None:
    """Who works at the desk and writes from the address that we know of them."""
    person = Person.objects.filter(email__iexact=mail.sender, is_active=True).first()
    if person is None or not may(person, "message.write"):
        return None
    authserv = settings.MAIL_AUTHSERV
    return person if not authserv or is_vouched_for(mail.message, mail.sender, authserv) else None


def _text(mail: Incoming) -> str:
    """The subject as a first sentence, and what is new in the mail."""
    subject, body = first_line(mail.subject), what_is_new(mail.text)
    if subject.rstrip(".!?…").casefold() in body.casefold():
        return body
    return "\n\n".join(filter(None, (subject, body)))
