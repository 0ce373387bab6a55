"""Registers the module organisation."""

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    """The module organisation."""

    name = "helder.organisation"
