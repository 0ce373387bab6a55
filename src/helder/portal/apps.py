"""Registers the module portal."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The module portal."""

    name = "helder.portal"
