"""Registers the module config."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The module config."""

    name = "helder.config"
