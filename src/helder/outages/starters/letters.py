"""The answer to a colleague who began an outage by mail: where the draft is, what was understood.

Owns: its words. It goes to the address that we know of them, whatever the mail said.
"""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from helder.delivery.actions import dispatch
from helder.delivery.inbound.incoming import Incoming
from helder.delivery.letters import LOCALES, Letter, Section
from helder.delivery.models import Dispatch
from helder.kit.texts import content_language
from helder.outages.starters.drafting import Begun, Catalogue
from helder.outages.starters.wording import lines
from helder.people.audiences import Selection
from helder.people.models import Person

BEGUN = "outage-begun"
SOON = 1
LONGEST_FILES = 10


def answer(colleague: Person, begun: Begun, catalogue: Catalogue, mail: Incoming) -> Dispatch:
    """In their language, in the thread of their own mail."""
    content: dict[str, Any] = {}
    for locale in LOCALES:
        with translation.override(locale):
            content[locale] = _letter(begun, catalogue, mail, content_language(locale))
    return dispatch(
        kind=BEGUN,
        content=content,
        selection=Selection(persons=(colleague.pk,)),
        urgency=SOON,
        thread=f"draft:{begun.message.public_id}",
        if_uncertain=Dispatch.Uncertain.RESEND,
    )


def _letter(begun: Begun, catalogue: Catalogue, mail: Incoming, lang: str) -> Letter:
    letter = Letter(
        subject=f"Re: {mail.subject}" if mail.subject else gettext("Your draft of an outage"),
        lead=gettext("Your draft is ready. Nobody has received anything yet."),
        sections=[
            Section(
                heading=gettext("What Helder understood"),
                text="\n".join(lines(begun, catalogue)),
                lang=lang,
            ),
            *_files(mail, lang),
        ],
        promise=gettext("Open the draft, complete it and publish it."),
        url=begun.url,
        button=gettext("Open the draft"),
        footer=gettext("You get this because a mail from you came in at the address for outages."),
    )
    if mail.message_id.isascii() and mail.message_id:
        letter["in_reply_to"] = mail.message_id
    return letter


def _files(mail: Incoming, lang: str) -> list[Section]:
    """What came along is named, so that nobody thinks it stands in the draft."""
    names = [file.name for file in mail.files][:LONGEST_FILES]
    if not names:
        return []
    heading = gettext("Not in the draft: the files that you sent along")
    return [Section(heading=heading, text="\n".join(names), lang=lang)]
