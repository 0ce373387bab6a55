"""Registers the module messages."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """The module messages."""

    name = "helder.messages"
    label = "helder_messages"  # django.contrib.messages has the short name
