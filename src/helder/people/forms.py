"""What people type about themselves and administrators about the organisation: shape only."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helder.people.bilingual import BilingualForm
from helder.people.models import Department, Person
from helder.people.tokens import WORDS

PHONE = re.compile(r"^\+?[0-9() .\-/]{8,39}$")


def phone_number(typed: str) -> str:
    """A number that somebody can call, or nothing; anything else is refused with an example."""
    number = " ".join(typed.split())
    if number and not PHONE.match(number):
        raise ValidationError(gettext("Type a phone number, such as 06 12345678."))
    return number


def choose_any(form: forms.Form | forms.ModelForm, *names: str) -> None:  # type: ignore[type-arg]
    """Fields of which it is plain that nothing need be chosen: they do not say so."""
    for name in names:
        form.fields[name].one_of_several = True  # type: ignore[attr-defined]


class DetailsForm(forms.ModelForm):  # type: ignore[type-arg]
    """What somebody may change of their own details."""

    class Meta:
        model = Person
        fields = ("name", "phone")
        widgets: ClassVar = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        }

    def clean_phone(self) -> str:
        """A number that can be called, or nothing; what a directory wrote stays as it is."""
        typed = str(self.cleaned_data["phone"])
        return typed if "phone" not in self.changed_data else phone_number(typed)


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    """All details of a person, for an administrator."""

    is_active = forms.BooleanField(label=_("May use Helder"), required=False, initial=True)

    class Meta:
        model = Person
        fields = (
            "name", "email", "role", "department", "place", "affiliations", "language", "phone",
            "is_active",
        )  # fmt: skip
        labels: ClassVar = {
            "department": _("Department"),
            "place": _("Place"),
            "affiliations": _("Role in the organisation"),
        }
        widgets: ClassVar = {"affiliations": forms.CheckboxSelectMultiple}

    def clean_phone(self) -> str:
        """A number that can be called, or nothing; what a directory wrote stays as it is."""
        typed = str(self.cleaned_data["phone"])
        return typed if "phone" not in self.changed_data else phone_number(typed)

    def clean_email(self) -> str:
        """Lower case, and nobody else's whatever the capitals."""
        email = str(self.cleaned_data["email"]).strip().lower()
        if Person.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise ValidationError(gettext("Somebody else already has this mail address."))
        return email


class PlaceForm(BilingualForm):
    """A place."""

    bilingual: ClassVar = {"name": (_("Name"), 120, True, False)}
    address = forms.CharField(label=_("Address"), max_length=200, required=False)


class DepartmentForm(forms.Form):
    """A department and the one above it."""

    name = forms.CharField(label=_("Name"), max_length=120)
    parent = forms.ModelChoiceField(
        Department.objects.all(), label=_("Part of"), required=False, empty_label=_("Nothing")
    )

    def __init__(self, *args: Any, department: Department, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.department = department
        parent = self.fields["parent"]
        parent.label_from_instance = lambda part: part.path  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        """No slash: it divides the whole name."""
        name = str(self.cleaned_data["name"]).strip()
        if "/" in name:
            raise ValidationError(gettext("A name cannot hold a slash (/)."))
        return name

    def clean(self) -> dict[str, Any]:
        """One department of this name in one place of the tree."""
        cleaned: dict[str, Any] = super().clean() or {}
        parent, name = cleaned.get("parent"), cleaned.get("name", "")
        path = f"{parent.path}/{name}" if parent else name
        if Department.objects.filter(path=path).exclude(pk=self.department.pk).exists():
            self.add_error("name", gettext("This department already exists."))
        return cleaned


class TokenForm(forms.Form):
    """A client of the API."""

    name = forms.CharField(
        label=_("Which program will use it"), max_length=120, help_text=_("Such as: monitoring.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=list(WORDS.items()),
        widget=forms.CheckboxSelectMultiple,
    )
