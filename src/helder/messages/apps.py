"""Registers the module messages."""

from datetime import timedelta
from typing import ClassVar

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from helder.kit.registry import Card, Job, MenuEntry
from helder.messages.pages import Pages

REACTIONS = "helder.messages.reactions"


class MessagesConfig(AppConfig):
    """The module messages."""

    name = "helder.messages"
    label = "helder_messages"  # django.contrib.messages has the short name

    jobs: ClassVar = [
        Job("remind-promises", "helder.messages.tasks.remind_promises", timedelta(seconds=15)),
        Job("reactions.remind", f"{REACTIONS}.tasks.remind_answers", timedelta(minutes=1)),
        Job("reactions.forget", f"{REACTIONS}.aging.forget_old", timedelta(hours=6)),
        Job("coach.old", "helder.messages.tasks.forget_left_be", timedelta(hours=6)),
    ]
    farewells: ClassVar = [
        "helder.messages.farewells.farewell",
        f"{REACTIONS}.queries.farewell",
    ]
    personal_data: ClassVar = [
        "helder.messages.queries.personal_data",
        f"{REACTIONS}.queries.personal_data",
    ]
    personal_kinds: ClassVar = [
        "helder.messages.reminders.KIND",
        *(f"{REACTIONS}.letters.{name}" for name in ("CAME_IN", "ANSWER", "TO_OWNER")),
    ]
    sent_cards: ClassVar = [
        Card("reactions/desk/sent_card.html", f"{REACTIONS}.desk.cards.of_sent"),
    ]
    reply_takers: ClassVar = [f"{REACTIONS}.taking.take"]
    subject_pages: ClassVar = [
        Pages("reaction", "reactions:one", "reactions:one", "reactions:one"),
    ]
    desk_menu: ClassVar = [
        MenuEntry(_("Reactions"), "reactions:list", "reply", "message.write", 30),
        MenuEntry(_("Calendar"), "calendar:week", "calendar-days", "desk.see", 44),
    ]
    account_menu: ClassVar = [
        MenuEntry(_("My questions to IT"), "reactions:mine", "message-circle-question", "", 16),
    ]
    me_cards: ClassVar = [
        Card("reactions/my_card.html", f"{REACTIONS}.reader.own.my_card", order=40),
    ]
    desk_cards: ClassVar = [
        Card("messages/desk/promises.html", "helder.messages.cards.promises", order=10),
        Card("reactions/desk/card.html", f"{REACTIONS}.desk.cards.waiting", order=15),
        Card("messages/desk/drafts.html", "helder.messages.cards.drafts", order=30),
        Card("messages/desk/sent.html", "helder.messages.cards.sent", order=60),
    ]
