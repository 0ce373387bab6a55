"""Registers the module services and its places in the menus."""

from typing import ClassVar

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from helder.kit.registry import MenuEntry


class ServicesConfig(AppConfig):
    """The module services."""

    name = "helder.services"
    desk_menu: ClassVar = [
        MenuEntry(_("Services"), "services:services", "layers", "desk.see", 60),
        MenuEntry(_("Suppliers"), "services:suppliers", "truck", "desk.see", 62),
    ]
    portal_menu: ClassVar = [MenuEntry(_("Follow"), "services:follow", "bell", "", 30)]
    personal_data: ClassVar = ["helder.services.queries.personal_data"]
    farewells: ClassVar = ["helder.services.queries.farewell"]
    service_users: ClassVar = ["helder.services.users.USERS"]
    directory_columns: ClassVar = ["helder.services.followers.Followers"]
