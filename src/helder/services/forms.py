"""What visitors and administrators type about services: shape only."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helder.kit.registry import declared
from helder.people.bilingual import BilingualForm
from helder.people.forms import choose_any
from helder.people.models import Audience, Person, Place
from helder.people.permissions import STAFF
from helder.services.models import Service, Supplier

ICONS = {
    "wifi": _("Wifi"),
    "mail": _("Mail"),
    "graduation-cap": _("Education"),
    "calendar": _("Calendar"),
    "printer": _("Printer"),
    "monitor": _("Screen"),
    "laptop": _("Laptop"),
    "smartphone": _("Mobile phone"),
    "phone": _("Phone"),
    "video": _("Video calling"),
    "presentation": _("Presentation"),
    "projector": _("Beamer"),
    "key-round": _("Key"),
    "id-card": _("Pass"),
    "folder": _("Files"),
    "cloud": _("Cloud"),
    "database": _("Data"),
    "globe": _("Website"),
    "network": _("Network"),
    "library": _("Library"),
    "message-circle": _("Chat"),
    "credit-card": _("Paying"),
    "banknote": _("Money"),
    "file-text": _("Document"),
    "users": _("People"),
    "camera": _("Camera"),
    "headset": _("Help"),
    "door-open": _("Room"),
    "building-2": _("Building"),
    "box": _("Something else"),
}


def in_use() -> Any:
    """The services that people can choose."""
    return Service.objects.filter(is_active=True)


def _channels() -> list[tuple[str, Any]]:
    """The channels that the installed modules know, each as (name, label)."""
    found = (import_string(name)() for name in declared("channel_choices"))
    return [choice for some in found for choice in some]


class FollowForm(forms.Form):
    """What somebody wants news of."""

    services = forms.ModelMultipleChoiceField(
        Service.objects.none(), to_field_name="slug", required=False,
        label=_("Which services"), widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    places = forms.ModelMultipleChoiceField(
        Place.objects.all(), to_field_name="slug", required=False,
        label=_("Only at these places"), widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose nothing to get news of all places."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_any(self, "services", "places")
        self.fields["services"].queryset = in_use()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Something is chosen."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not cleaned.get("services") and not cleaned.get("places"):
            raise ValidationError(gettext("Choose at least one service or one place."))
        return cleaned


class VisitorForm(FollowForm):
    """The same, from somebody without an account."""

    email = forms.EmailField(
        label=_("Your mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class ServiceForm(BilingualForm):
    """One service of the catalogue."""

    bilingual: ClassVar = {
        "name": (_("Name in everyday words"), 60, True, False),
        "description": (_("What people do with it"), 400, False, True),
        "stops": (_("Which work stops without it"), 400, False, True),
    }
    audience = forms.ModelChoiceField(
        Audience.objects.all(), label=_("Who uses it"), empty_label=None
    )
    owner = forms.ModelChoiceField(
        Person.objects.none(), label=_("Who answers for it"), required=False
    )
    deputy = forms.ModelChoiceField(Person.objects.none(), label=_("Who stands in"), required=False)
    supplier = forms.ModelChoiceField(Supplier.objects.all(), label=_("Supplier"), required=False)
    icon = forms.ChoiceField(
        label=_("Picture"), choices=list(ICONS.items()), widget=forms.RadioSelect,
        initial="box",
    )  # fmt: skip
    position = forms.IntegerField(
        label=_("Place in the list"), min_value=0, max_value=9999, initial=0, required=False,
        help_text=_("The lowest number comes first."),
    )  # fmt: skip
    carries = forms.MultipleChoiceField(
        label=_("Which channels do not work without this service?"), required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "h-choices--chips"}),
        help_text=_(
            "When it fails, news about it goes to people along another channel where they have one."
        ),
    )  # fmt: skip
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_any(self, "carries")
        self.fields["carries"].choices = _channels()  # type: ignore[attr-defined]
        staff = Person.objects.filter(is_active=True, role__in=STAFF)
        for name in ("owner", "deputy"):
            self.fields[name].queryset = staff  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The deputy is somebody else than the owner."""
        cleaned = super().clean()
        if cleaned.get("owner") and cleaned.get("owner") == cleaned.get("deputy"):
            self.add_error("deputy", gettext("Choose somebody else than who answers for it."))
        return cleaned
