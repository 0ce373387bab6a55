"""Registers the module messages."""

from datetime import timedelta
from typing import ClassVar

from django.apps import AppConfig

from helder.kit.registry import Card, Job


class MessagesConfig(AppConfig):
    """The module messages."""

    name = "helder.messages"
    label = "helder_messages"  # django.contrib.messages has the short name

    jobs: ClassVar = [
        Job("remind-promises", "helder.messages.tasks.remind_promises", timedelta(seconds=15))
    ]
    personal_data: ClassVar = ["helder.messages.queries.personal_data"]
    desk_cards: ClassVar = [
        Card("messages/desk/promises.html", "helder.messages.cards.promises", order=10),
        Card("messages/desk/drafts.html", "helder.messages.cards.drafts", order=30),
        Card("messages/desk/sent.html", "helder.messages.cards.sent", order=60),
    ]
