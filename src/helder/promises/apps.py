"""Registers the module promises."""

from django.apps import AppConfig


class PromisesConfig(AppConfig):
    """The module promises."""

    name = "helder.promises"
