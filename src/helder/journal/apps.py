"""Registers the module journal."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """The module journal."""

    name = "helder.journal"
