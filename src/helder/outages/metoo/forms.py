"""A tap as it comes in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helder.kit.texts import pick
from helder.people.models import Place
from helder.services.models import Service


class _Named(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Rows by slug, shown by name."""

    def label_from_instance(self, obj: Any) -> str:
        """Their name in the reader's language."""
        return pick(obj.name)


class TapForm(forms.Form):
    """Where the reader is, from which outage's page they come, and the number of this tap."""

    place = _Named(
        Place.objects.all(),
        to_field_name="slug",
        required=False,
        label=_("Where are you?"),
        empty_label=_("I would rather not say"),
        error_messages={"invalid_choice": _("We do not know this place. Choose one of the list.")},
    )
    outage = forms.CharField(required=False, widget=forms.HiddenInput)
    once = forms.CharField(required=False, widget=forms.HiddenInput)


class PosterForm(forms.Form):
    """Which poster."""

    service = _Named(
        Service.objects.filter(is_active=True),
        to_field_name="slug",
        label=_("Service"),
        empty_label=_("Choose a service"),
    )
    place = _Named(
        Place.objects.all(),
        to_field_name="slug",
        required=False,
        label=_("Place"),
        empty_label=_("Everywhere"),
        help_text=_("Whoever scans the code there need not say where they are."),
    )
    language = forms.ChoiceField(
        choices=[("both", _("Dutch and English")), ("nl", _("Dutch")), ("en", _("English"))],
        required=False,
        label=_("Language"),
    )
    size = forms.ChoiceField(choices=[("a4", "A4"), ("a3", "A3")], required=False, label=_("Paper"))
