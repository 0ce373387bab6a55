"""Registers the module desk."""

from typing import ClassVar

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from helder.kit.registry import MenuEntry


class DeskConfig(AppConfig):
    """The module desk."""

    name = "helder.desk"

    desk_menu: ClassVar = [
        MenuEntry(_("Today"), "desk:home", "sun", "desk.see", order=10),
        MenuEntry(_("Coach"), "coach_edit", "graduation-cap", "house.edit", order=91),
        MenuEntry(
            _("How long we keep things"), "keeping_edit", "hourglass", "house.edit", order=92
        ),
    ]
