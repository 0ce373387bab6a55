"""Registers the module people and its places in the menus."""

from datetime import timedelta
from typing import ClassVar

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from helder.kit.registry import Card, Job, MenuEntry

DIRECTORY = "helder.people.directory"


class PeopleConfig(AppConfig):
    """The module people."""

    name = "helder.people"
    jobs: ClassVar = [
        Job("people.answers", "helder.people.clients.forget_answers", timedelta(days=1)),
        Job("people.sessions", "helder.people.tasks.forget_sessions", timedelta(days=1)),
        Job("people.runs", f"{DIRECTORY}.background.begin_waiting", timedelta(seconds=2)),
        Job("people.nightly", f"{DIRECTORY}.background.begin_nightly", timedelta(minutes=10)),
        Job("people.runs_over", f"{DIRECTORY}.runs.forget", timedelta(hours=12)),
        Job("people.left", "helder.people.tasks.erase_left", timedelta(minutes=10)),
    ]
    desk_menu: ClassVar = [
        MenuEntry(_("People"), "people:people", "users", "people.edit", 70),
        MenuEntry(_("Audiences"), "people:audiences", "megaphone", "people.edit", 72),
        MenuEntry(_("Departments"), "people:departments", "building-2", "people.edit", 74),
        MenuEntry(_("Places"), "people:places", "map-pin", "people.edit", 76),
        MenuEntry(_("Tokens"), "people:tokens", "key-round", "people.edit", 84),
        MenuEntry(_("Journal"), "people:journal", "history", "people.edit", 86),
    ]
    desk_cards: ClassVar = [
        Card("people/desk/wishes.html", "helder.people.views.erasure.wishes", order=45),
        Card("people/desk/stopped.html", "helder.people.views.directory.stopped_card", order=46),
    ]
    personal_data: ClassVar = ["helder.people.scim.users.personal_data"]
    account_menu: ClassVar = [
        MenuEntry(_("My details"), "people:me", "id-card", "", 15),
        MenuEntry(_("Safe sign-in"), "mfa_index", "shield-check", "", 20),
    ]
