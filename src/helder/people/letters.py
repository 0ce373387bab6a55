"""Letters that somebody waits for at this moment: a sign-in code, a link to confirm.

Owns: handing one plain text to the mail server at once, and saying honestly that it could not.
Refuses: news to many people; that is for delivery.
"""

from __future__ import annotations

import logging
import smtplib

from django.core.mail import EmailMessage, get_connection
from django.utils.encoding import force_str

from helder.organisation.queries import current

log = logging.getLogger(__name__)
SECONDS_TO_WAIT = 10


class MailDown(Exception):
    """The mail server did not take the letter."""


def sender() -> str:
    """Who the letter is from: the organisation's IT, at its own address."""
    from django.conf import settings

    house = current()
    address = house.sender_mail or settings.DEFAULT_FROM_EMAIL
    name = (house.sender_name or house.name).replace('"', "").strip()
    return f'"{name}" <{address}>' if name else address


def send(to: str, subject: str, text: str) -> None:
    """Hands the letter over before it returns. Raises MailDown."""
    letter = EmailMessage(
        " ".join(force_str(subject).split()),
        text.strip() + "\n",
        sender(),
        [to],
        headers={"Auto-Submitted": "auto-generated"},
    )
    try:
        letter.connection = get_connection(timeout=SECONDS_TO_WAIT)
        letter.send()
    except (OSError, smtplib.SMTPException) as error:
        log.warning("A letter could not be sent: %s", type(error).__name__)
        raise MailDown from error
