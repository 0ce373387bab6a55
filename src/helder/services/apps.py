"""Registers the module services."""

from django.apps import AppConfig


class ServicesConfig(AppConfig):
    """The module services."""

    name = "helder.services"
