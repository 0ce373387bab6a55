"""What an administrator types about a door: shape only. A secret goes in and never comes out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helder.outages.models import Starter

PLAIN = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}
SECRETS = {
    Starter.Kind.SLACK: (
        _("Signing secret"),
        _("In Slack, at your app under Basic Information."),
    ),
    Starter.Kind.MATTERMOST: (
        _("Token of the command"),
        _("Mattermost shows it when you have saved the command."),
    ),
}


class NewForm(forms.Form):
    """A new door."""

    kind = forms.ChoiceField(
        label=_("In which chat?"), choices=Starter.Kind.choices, widget=forms.RadioSelect,
        initial=Starter.Kind.SLACK,
    )  # fmt: skip
    name = forms.CharField(
        label=_("Name"), max_length=120,
        help_text=_("For colleagues, such as “Slack of IT”."),
    )  # fmt: skip


class DoorForm(forms.Form):
    """A door that is there."""

    name = forms.CharField(label=_("Name"), max_length=120)
    secret = forms.CharField(
        required=False, max_length=200, strip=True, widget=forms.TextInput(attrs=PLAIN)
    )
    is_on = forms.BooleanField(label=_("In use"), required=False)

    def __init__(self, starter: Starter, data: Any = None) -> None:
        super().__init__(data, initial={"name": starter.name, "is_on": starter.is_on})
        label, hint = SECRETS[Starter.Kind(starter.kind)]
        field = self.fields["secret"]
        field.label = label
        kept = _("Filled in. Leave it empty to keep it.")
        field.help_text = f"{kept} {hint}" if starter.secret else hint
        field.one_of_several = True  # type: ignore[attr-defined]
