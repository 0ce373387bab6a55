"""A mail of a reader becomes part of a conversation; the door through which delivery hands it over.

Owns: how many mails of one sender are taken, and who is told that their mail has arrived.
"""

from __future__ import annotations

from datetime import timedelta

from helder.delivery.inbound.plaintext import what_is_new
from helder.delivery.inbound.replies import Reply
from helder.kit import clock
from helder.messages.models import Saying
from helder.messages.reactions import actions
from helder.messages.reactions.threads import Sender, sender_of, topic_of

REACTION, TOO_MANY = "reaction", "many"
MOST_AN_HOUR = 20


def take(reply: Reply) -> str:
    """What came of it: "reaction", or "many" when this sender does not stop."""
    sender = sender_of(reply)
    if has_said_too_much(sender):
        return TOO_MANY
    topic, mail = topic_of(reply, sender), reply.mail
    heard = actions.Heard(
        text=what_is_new(mail.text), whole=mail.text, message_id=mail.message_id, files=mail.files
    )
    # to a stranger who answers nothing of ours we say nothing: their address may be somebody else's
    actions.hear(sender, topic, heard, confirm=sender.person is not None or topic.is_known)
    return REACTION


def has_said_too_much(sender: Sender) -> bool:
    """Whether this sender wrote so often in an hour that it is a machine, or a flood."""
    lately = Saying.objects.filter(is_answer=False, at__gt=clock.now() - timedelta(hours=1))
    if sender.person is not None:
        own = lately.filter(reaction__person=sender.person)
    else:
        own = lately.filter(reaction__address=sender.address)
    return own.count() >= MOST_AN_HOUR
