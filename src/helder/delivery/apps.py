"""Registers the module delivery."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from helder.kit.registry import Card, Job, MenuEntry


class DeliveryConfig(AppConfig):
    """The module delivery."""

    name = "helder.delivery"
    jobs: ClassVar = [
        Job("delivery.tidy", "helder.delivery.tasks.tidy_rows", timedelta(seconds=10)),
        Job("delivery.digests", "helder.delivery.tasks.send_digests", timedelta(minutes=1)),
        Job("inbound.read", "helder.delivery.inbound.tasks.read_inbox", timedelta(seconds=20)),
        Job("inbound.sweep", "helder.delivery.inbound.tasks.sweep_inbox", timedelta(days=1)),
        Job("delivery.workers", "helder.delivery.tasks.forget_workers", timedelta(hours=6)),
        Job("delivery.old", "helder.delivery.tasks.forget_rows", timedelta(minutes=10)),
        Job("delivery.inbound", "helder.delivery.tasks.forget_inbound", timedelta(hours=6)),
    ]
    personal_data: ClassVar = [
        "helder.delivery.queries.personal_data",
        "helder.delivery.channels.webpush.actions.personal_data",
    ]
    screen_slides: ClassVar = ["helder.delivery.channels.screen.queries.service_desk"]
    farewells: ClassVar = ["helder.delivery.keeping.farewell"]
    choice_cards: ClassVar = [
        Card(
            "delivery/webpush/card.html", "helder.delivery.channels.webpush.cards.devices", order=40
        )
    ]
    me_cards: ClassVar = [
        Card("delivery/choices/my_card.html", "helder.delivery.choices.page.my_card", 10)
    ]
    portal_cards: ClassVar = [
        Card(
            "delivery/choices/home_notice.html",
            "helder.delivery.choices.refusals.notice",
            5,
            "lead",
        )
    ]
    account_menu: ClassVar = [
        MenuEntry(_("What we sent you"), "inbox:all", "inbox", "", 5),
        MenuEntry(_("How you get our news"), "choices:mine", "bell", "", 10),
    ]
    channel_choices: ClassVar = ["helder.delivery.channels.choices"]
    personal_kinds: ClassVar = ["helder.delivery.desk.trial.TEST"]
    desk_menu: ClassVar = [
        MenuEntry(_("How news goes"), "choices:house", "route", "house.edit", 88),
        MenuEntry(_("Sent"), "delivery:sent", "send", allows="delivery.see", order=40),
        MenuEntry(_("Channels"), "delivery:channels", "router", allows="house.edit", order=87),
        MenuEntry(_("Rooms"), "delivery:rooms", "message-square", allows="house.edit", order=87),
        MenuEntry(_("Screens"), "screen:screens", "presentation", allows="house.edit", order=93),
    ]
