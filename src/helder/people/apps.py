"""Registers the module people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The module people."""

    name = "helder.people"
