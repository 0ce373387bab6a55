"""Registers the module outages, its cards on the front page and its line in the menu."""

from datetime import timedelta
from typing import ClassVar

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from helder.kit.registry import Card, Job, MenuEntry
from helder.messages.pages import Pages

CARDS = "outages/public/cards"
DESK = "outages/desk/cards"


class OutagesConfig(AppConfig):
    """The module outages."""

    name = "helder.outages"
    portal_menu: ClassVar = [MenuEntry(_("Status"), "outages:status", "activity", "", 20)]
    portal_cards: ClassVar = [
        Card(f"{CARDS}/now.html", "helder.outages.status.cards.now", 10, "lead"),
        Card(f"{CARDS}/planned.html", "helder.outages.status.cards.planned", 20, "main"),
        Card(f"{CARDS}/services.html", "helder.outages.status.cards.services", 30, "main"),
        Card(f"{CARDS}/follow.html", "helder.outages.status.cards.follow", 70, "aside"),
    ]
    desk_menu: ClassVar = [
        MenuEntry(_("Outages"), "outage_desk:outages", "triangle-alert", "desk.see", 20),
        MenuEntry(_("Show it on your intranet"), "outages:show", "code", "desk.see", 85),
    ]
    desk_cards: ClassVar = [
        Card(f"{DESK}/running.html", "helder.outages.desk.cards.running", 20),
        Card(f"{DESK}/planned.html", "helder.outages.desk.cards.planned", 40),
    ]
    calendar_items: ClassVar = ["helder.outages.desk.calendar.items"]
    personal_data: ClassVar = ["helder.outages.desk.queries.personal_data"]
    screen_slides: ClassVar = ["helder.outages.status.slides.slides"]
    jobs: ClassVar = [
        Job("publish-scheduled", "helder.outages.tasks.publish_scheduled", timedelta(seconds=15))
    ]
    subject_owners: ClassVar = ["helder.outages.owners.owners_of"]
    subject_pages: ClassVar = [
        Pages("outage", "outage_desk:update", "outage_desk:draft", "outage_desk:approve")
    ]
