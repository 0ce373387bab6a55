"""Registers the module promises, its card on the front page and its line in the menu."""

from typing import ClassVar

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from helder.kit.registry import Card, MenuEntry


class PromisesConfig(AppConfig):
    """The module promises."""

    name = "helder.promises"
    screen_slides: ClassVar = ["helder.promises.slides.slides"]
    personal_data: ClassVar = ["helder.promises.queries.personal_data"]
    farewells: ClassVar = ["helder.promises.queries.farewell"]
    portal_menu: ClassVar = [MenuEntry(_("Our word"), "promises:word", "handshake", "", 40)]
    portal_cards: ClassVar = [
        Card("promises/card.html", "helder.promises.cards.our_word", 60, "aside")
    ]
