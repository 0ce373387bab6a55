"""Registers the module delivery."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """The module delivery."""

    name = "helder.delivery"
