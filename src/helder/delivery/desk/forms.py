"""Forms that are made from what a channel says of itself; a secret goes in and never comes out."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helder.delivery.channels import Kind, Option, Reach
from helder.delivery.models import ChannelSetting, Outlet

OPTION, FORGET = "option_", "forget_"
LONGEST = 4000
PLAIN = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}


class ChannelForm(forms.Form):
    """On or off, the options of the kind, and how fast it may go."""

    is_on = forms.BooleanField(label=_("Use this channel"), required=False)

    def __init__(self, kind: Kind, setting: ChannelSetting, data: Any = None) -> None:
        super().__init__(data, initial={"is_on": setting.is_on, "per_minute": setting.per_minute})
        self.kind, self.setting = kind, setting
        if kind.always_on:
            del self.fields["is_on"]
        for option in kind.options:
            self._add(option)
        self.fields["per_minute"] = forms.IntegerField(
            label=_("At most so many a minute"),
            required=False,
            min_value=1,
            max_value=1_000_000,
            help_text=_("Empty: as fast as it goes."),
        )

    def _add(self, option: Option) -> None:
        kept = str(self.setting.options.get(option.name, ""))
        field = _field(option, has_value=bool(kept))
        if not option.secret:
            field.initial = kept or option.default
        self.fields[OPTION + option.name] = field
        if option.secret and kept:
            label = gettext("Throw away what is filled in: %(option)s") % {"option": option.label}
            self.fields[FORGET + option.name] = forms.BooleanField(label=label, required=False)

    @property
    def is_on_now(self) -> bool:
        """Whether the channel is to be used."""
        return self.kind.always_on or bool(self.cleaned_data.get("is_on"))

    def options(self) -> dict[str, str]:
        """What is to be kept: an empty secret keeps what was there."""
        return {option.name: self._value(option) for option in self.kind.options}

    def _value(self, option: Option) -> str:
        typed = str(self.cleaned_data.get(OPTION + option.name) or "").strip()
        if not option.secret or typed or self.cleaned_data.get(FORGET + option.name):
            return typed
        return str(self.setting.options.get(option.name, ""))

    def clean(self) -> dict[str, Any]:
        """What is filled in can be used, certainly when the channel is to go on."""
        cleaned = super().clean() or self.cleaned_data
        options = self.options()
        if not self.is_on_now and not any(
            options.get(o.name) for o in self.kind.options if o.secret
        ):
            return cleaned
        known = {o.name: options[o.name] or o.default for o in self.kind.options}
        for option in self.kind.options:
            if option.required and not known[option.name]:
                self.add_error(OPTION + option.name, gettext("Fill this in first."))
        if not self.errors:
            for name, sentence in self.kind.check_options(known).items():
                field = OPTION + name
                self.add_error(field if field in self.fields else None, gettext(sentence))
        return cleaned


def _field(option: Option, *, has_value: bool) -> forms.Field:
    hint = option.help
    if option.secret and has_value:
        hint = " ".join(filter(None, [gettext("Filled in. Leave it empty to keep it."), str(hint)]))
    kind: type[forms.Widget] = forms.Textarea if option.kind == "long" else forms.TextInput
    attributes = PLAIN | ({"rows": "3"} if option.kind == "long" else {})
    if option.kind == "number":
        attributes |= {"inputmode": "numeric"}
    field = forms.CharField(
        label=option.label,
        required=False,
        max_length=LONGEST,
        help_text=hint,
        widget=kind(attrs=attributes),
    )
    field.one_of_several = option.secret or bool(option.default)  # type: ignore[attr-defined]
    return field


class RoomForm(forms.ModelForm):  # type: ignore[type-arg]
    """One room: its name, its address (never shown again), who reads there."""

    address = forms.CharField(
        label=_("Address"), max_length=2000, required=False, widget=forms.TextInput(attrs=PLAIN)
    )

    class Meta:
        model = Outlet
        fields: ClassVar = ["name", "address", "language", "audiences", "urgent_only"]
        widgets: ClassVar = {
            "audiences": forms.CheckboxSelectMultiple(attrs={"class": "h-choices--chips"})
        }

    def __init__(self, kind: Kind, room: Outlet, data: Any = None) -> None:
        super().__init__(data, instance=room)
        self.kind, self.known_address = kind, room.address
        self.initial["address"] = ""
        hint = str(kind.address_help)
        if room.pk:
            hint = " ".join([gettext("Filled in. Leave it empty to keep it."), hint])
        self.fields["address"].help_text = hint
        for name in ("address", "language", "audiences"):
            self.fields[name].one_of_several = True  # type: ignore[attr-defined]
        self.fields["name"].help_text = _("For colleagues, such as “Teams: all of Nursing”.")
        self.fields["audiences"].required = False
        self.fields["audiences"].help_text = _(
            "The room gets what is meant for one of these, and what is meant for everybody."
        )

    def clean_address(self) -> str:
        """One that can be used; empty keeps the one that was there."""
        typed = str(self.cleaned_data["address"]).strip() or self.known_address
        if not typed:
            raise forms.ValidationError(gettext("Fill in the address of the room."))
        if problem := self.kind.check_address(typed):
            raise forms.ValidationError(gettext(problem))
        return typed

    def values(self) -> dict[str, Any]:
        """What to set on the room."""
        names = ("name", "address", "language", "urgent_only")
        return {name: self.cleaned_data[name] for name in names}


def is_for_rooms(kind: Kind) -> bool:
    """Whether rooms can be made of this kind."""
    return kind.reach is Reach.ROOMS
