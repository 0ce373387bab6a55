"""Registers the module outages, its cards on the front page and its line in the menu."""

from datetime import timedelta
from typing import ClassVar

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from helder.delivery.inbound.replies import Taker
from helder.kit.registry import Card, Job, MenuEntry
from helder.messages.pages import Pages

CARDS = "outages/public/cards"
DESK = "outages/desk/cards"
PLANNING = "helder.outages.maintenance.tasks"
LONG, SHIFTS = "helder.outages.long", "helder.outages.shifts"
ME_TOO = "helder.outages.metoo"
MONITORS = "helder.outages.monitors"


class OutagesConfig(AppConfig):
    """The module outages."""

    name = "helder.outages"
    portal_menu: ClassVar = [MenuEntry(_("Status"), "outages:status", "activity", "", 20)]
    portal_cards: ClassVar = [
        Card(f"{CARDS}/now.html", "helder.outages.status.cards.now", 10, "lead"),
        Card(f"{CARDS}/planned.html", "helder.outages.status.cards.planned", 20, "main"),
        Card(f"{CARDS}/services.html", "helder.outages.status.cards.services", 30, "main"),
        Card("outages/metoo/portal_card.html", f"{ME_TOO}.cards.portal_card", 15, "main"),
        Card(f"{CARDS}/follow.html", "helder.outages.status.cards.follow", 70, "aside"),
    ]
    desk_menu: ClassVar = [
        MenuEntry(_("Maintenance"), "maintenance:overview", "wrench", "desk.see", 22),
        MenuEntry(_("Outages"), "outage_desk:outages", "triangle-alert", "desk.see", 20),
        MenuEntry(_("It fails for me too"), "me_too_desk:taps", "hand", "desk.see", 23),
        MenuEntry(_("Pace of updates"), "long:cadence", "timer", "house.edit", 84),
        MenuEntry(_("Begin from elsewhere"), "starters:starters", "terminal", "house.edit", 87),
        MenuEntry(_("On the intranet"), "outages:show", "code", "desk.see", 85),
        MenuEntry(_("Copies elsewhere"), "copies:copies", "copy", "house.edit", 86),
        MenuEntry(_("Alerts"), "monitors:alerts", "bell-ring", "desk.see", 22),
        MenuEntry(_("Monitors"), "monitors:monitors", "activity", "house.edit", 80),
    ]
    desk_cards: ClassVar = [
        Card("outages/copy/desk/card.html", "helder.outages.copy.cards.behind", 3),
        Card("outages/monitors/card.html", f"{MONITORS}.cards.opened", 12),
        Card("outages/long/silent.html", f"{LONG}.cards.silent", 1),
        Card("outages/metoo/desk/card.html", f"{ME_TOO}.cards.day_card", 2),
        Card(f"{DESK}/running.html", "helder.outages.desk.cards.running", 20),
        Card("outages/escalation/card.html", "helder.outages.escalation.cards.running", 16),
        Card("outages/afterwards/card.html", "helder.outages.afterwards.cards.wanting", 70),
        Card(f"{DESK}/planned.html", "helder.outages.desk.cards.planned", 40),
    ]
    calendar_items: ClassVar = ["helder.outages.desk.calendar.items"]
    personal_data: ClassVar = [
        "helder.outages.desk.queries.personal_data",
        f"{SHIFTS}.queries.personal_data",
        "helder.outages.escalation.queries.personal_data",
    ]
    farewells: ClassVar = ["helder.outages.escalation.queries.farewell"]
    reply_takers: ClassVar = [Taker("helder.outages.starters.mailed.take", order=-10)]
    screen_slides: ClassVar = ["helder.outages.status.slides.slides"]
    jobs: ClassVar = [
        Job("copies.send", "helder.outages.copy.tasks.send_copies", timedelta(seconds=20)),
        Job("outages.silence", f"{LONG}.watch.tell_of_silence", timedelta(minutes=1)),
        Job("outages.shifts", f"{SHIFTS}.tasks.turn", timedelta(seconds=30)),
        Job("metoo.watch", f"{ME_TOO}.watch.watch", timedelta(minutes=1)),
        Job("metoo.forget", f"{ME_TOO}.aging.forget_old", timedelta(hours=6)),
        Job("monitors.act", f"{MONITORS}.tasks.look_again", timedelta(seconds=15)),
        Job("monitors.forget", f"{MONITORS}.tasks.forget_old", timedelta(hours=6)),
        Job("maintenance.remind", f"{PLANNING}.send_reminders", timedelta(seconds=30)),
        Job("maintenance.clock", f"{PLANNING}.go_by_the_clock", timedelta(seconds=10)),
        Job("maintenance.series", f"{PLANNING}.make_windows", timedelta(minutes=5)),
        Job("publish-scheduled", "helder.outages.tasks.publish_scheduled", timedelta(seconds=15)),
        Job("escalation.signal", "helder.outages.escalation.tasks.signal", timedelta(seconds=30)),
        Job("escalation.forget", "helder.outages.escalation.aging.forget_old", timedelta(hours=6)),
        Job("afterwards.forget", "helder.outages.afterwards.aging.forget_old", timedelta(hours=6)),
    ]
    personal_kinds: ClassVar = [
        f"{LONG}.watch.KIND",
        f"{SHIFTS}.letters.KIND",
        f"{ME_TOO}.alerts.KIND",
        "helder.outages.starters.letters.BEGUN",
    ]
    reaction_ways: ClassVar = [f"{LONG}.cards.from_reaction"]
    journal_names: ClassVar = [
        f"{MONITORS}.actions.names",
        "helder.outages.starters.actions.names",
    ]
    questions: ClassVar = ["helder.outages.afterwards.opinions.QUESTION"]
    subject_owners: ClassVar = ["helder.outages.owners.owners_of"]
    subject_pages: ClassVar = [
        Pages("outage", "outage_desk:update", "outage_desk:draft", "outage_desk:approve"),
        Pages(
            "change",
            "afterwards:change",
            "outage_desk:draft",
            "outage_desk:approve",
            deed=_("Say what came of it"),
            advice=_("Is it not going to be ready? Move it before its day, with a reason."),
            lead=timedelta(days=2),
        ),
    ]
