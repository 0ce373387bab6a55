"""Registers the portal and its line in the menu."""

from typing import ClassVar

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from helder.kit.registry import MenuEntry


class PortalConfig(AppConfig):
    """The portal."""

    name = "helder.portal"
    portal_menu: ClassVar = [MenuEntry(_("Now"), "portal:home", "house", "", 10)]
