"""The kit as a Django app: templates, tags and static files; no models."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    """Registers the kit."""

    name = "helder.kit"
