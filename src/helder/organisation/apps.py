"""Registers the module organisation."""

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from helder.kit.registry import Job, MenuEntry


class OrganisationConfig(AppConfig):
    """The module organisation."""

    name = "helder.organisation"
    desk_menu = [MenuEntry(_("House style"), "house_edit", "palette", "house.edit", order=90)]
    jobs = [Job("journal.old", "helder.organisation.tasks.shorten_journal", timedelta(hours=6))]
