"""Registers the module desk."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The module desk."""

    name = "helder.desk"
