"""Registers the module services, its places in the menus and its card on one's own page."""

from typing import ClassVar

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from helder.kit.registry import Card, MenuEntry


class ServicesConfig(AppConfig):
    """The module services."""

    name = "helder.services"
    desk_menu: ClassVar = [
        MenuEntry(_("Services"), "services:services", "layers", "desk.see", 60),
        MenuEntry(_("Suppliers"), "services:suppliers", "truck", "desk.see", 62),
    ]
    portal_menu: ClassVar = [MenuEntry(_("Follow"), "services:follow", "bell", "", 30)]
    account_menu: ClassVar = [
        MenuEntry(_("What I follow"), "services:following", "bell", "", 15),
    ]
    me_cards: ClassVar = [
        Card("services/my_card.html", "helder.services.views.following.my_card", 10)
    ]
    personal_data: ClassVar = ["helder.services.queries.personal_data"]
