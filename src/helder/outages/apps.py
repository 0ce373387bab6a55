"""Registers the module outages."""

from django.apps import AppConfig


class OutagesConfig(AppConfig):
    """The module outages."""

    name = "helder.outages"
