"""The form of the house style; shape only, whether a picture is a picture included."""

from __future__ import annotations

import zoneinfo
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helder.kit.fields import HolidaysField
from helder.kit.texts import LANGUAGES
from helder.organisation import picture
from helder.organisation.colour import NotAColour, parse, written
from helder.organisation.models import Organisation

BILINGUAL = {
    "it_name": (_("What your IT department is called"), 80, False),
    "desk_name": (_("Name of the service desk"), 80, False),
    "desk_place": (_("Where people find the service desk"), 160, False),
    "desk_hours": (_("Opening hours of the service desk"), 300, True),
}
NEAR = ("Europe/", "America/Aruba", "America/Curacao", "America/Kralendijk", "America/Paramaribo")


def time_zones(current: str) -> list[tuple[str, str]]:
    """The zones that our organisations live in, and the one that is set."""
    known = {name for name in zoneinfo.available_timezones() if name.startswith(NEAR)}
    return [(name, name.replace("_", " ")) for name in sorted(known | {current, "UTC"})]


class HouseForm(forms.Form):
    """Name, logo, colours, sender, form of address, time zone and the service desk's card."""

    name = forms.CharField(label=_("Name of the organisation"), max_length=120)
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("A PNG, JPEG or WebP picture of at most 500 kB. It stands on every page."),
        widget=forms.FileInput(attrs={"accept": ",".join(picture.KINDS.values())}),
    )
    remove_logo = forms.BooleanField(label=_("Remove the logo"), required=False)
    colour = forms.CharField(
        label=_("Main colour"),
        widget=forms.ColorInput(),
        help_text=_("For buttons and links."),
    )
    accent = forms.CharField(
        label=_("Accent colour"),
        widget=forms.ColorInput(),
        help_text=_("For small touches, such as in drawings."),
    )
    address = forms.ChoiceField(
        label=_("How do you address people in Dutch?"),
        choices=Organisation.Address.choices,
        widget=forms.RadioSelect(attrs={"class": "h-choices--chips"}),
    )
    sender_name = forms.CharField(
        label=_("Sender name of mail"),
        max_length=120,
        required=False,
        help_text=_("People see this name in their mailbox, for example “IT Rivierland”."),
    )
    sender_mail = forms.EmailField(label=_("Sender address of mail"), required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"))
    holidays = HolidaysField(
        label=_("Public holidays of"),
        required=False,
        help_text=format_lazy(
            "{} {}",
            HolidaysField.NAMES,
            _("On those days we propose no next update as if everybody is at work."),
        ),
    )
    desk_phone = forms.CharField(
        label=_("Phone number of the service desk"), max_length=40, required=False
    )
    desk_mail = forms.EmailField(label=_("Mail address of the service desk"), required=False)

    look: ClassVar = ("name", "logo", "remove_logo", "colour", "accent")
    words: ClassVar = ("address", "time_zone", "holidays", "sender_name", "sender_mail")
    contact: ClassVar = ("desk_phone", "desk_mail")

    def __init__(self, house: Organisation, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, initial=_initial(house))
        zone = self.fields["time_zone"]
        if isinstance(zone, forms.ChoiceField):
            zone.choices = time_zones(house.time_zone)
        if not house.logo:
            del self.fields["remove_logo"]
        for key, (label, longest, tall) in BILINGUAL.items():
            for lang in LANGUAGES:
                self.fields[f"{key}_{lang}"] = _text(label, lang, longest, tall=tall)

    def group(self, name: str) -> list[forms.BoundField]:
        """The fields of one part of the page, those that are there."""
        return [self[field] for field in getattr(self, name) if field in self.fields]

    def look_fields(self) -> list[forms.BoundField]:
        """Name, logo and colours."""
        return self.group("look")

    def word_fields(self) -> list[forms.BoundField]:
        """How the organisation speaks and signs."""
        return self.group("words")

    def contact_fields(self) -> list[forms.BoundField]:
        """What the card of the service desk says in any language."""
        return self.group("contact")

    def bilingual_fields(self) -> list[list[forms.BoundField]]:
        """Dutch and English side by side, one pair per text."""
        return [[self[f"{key}_{lang}"] for lang in LANGUAGES] for key in BILINGUAL]

    def clean_colour(self) -> str:
        """A colour that a browser knows."""
        return _colour(self.cleaned_data["colour"])

    def clean_accent(self) -> str:
        """A colour that a browser knows."""
        return _colour(self.cleaned_data["accent"])

    def clean_logo(self) -> UploadedFile[bytes] | None:
        """A real picture of a kind that cannot carry a script."""
        file: UploadedFile[bytes] | None = self.cleaned_data["logo"]
        if file is None:
            return None
        if (file.size or 0) > picture.LARGEST:
            raise forms.ValidationError(
                gettext("This picture is larger than 500 kB. Make it smaller and try again.")
            )
        if picture.suffix(file.read()) is None:
            raise forms.ValidationError(
                gettext("This is not a whole PNG, JPEG or WebP picture. Save it as PNG first.")
            )
        file.seek(0)
        return file

    def values(self) -> dict[str, Any]:
        """What to set on the organisation, without the logo."""
        data = self.cleaned_data
        plain = {
            name: data[name]
            for name in (*self.look, *self.words, *self.contact)
            if name not in {"logo", "remove_logo"}
        }
        return plain | {key: _both(data, key) for key in BILINGUAL}


def _initial(house: Organisation) -> dict[str, Any]:
    plain = (*HouseForm.look, *HouseForm.words, *HouseForm.contact)
    initial = {name: getattr(house, name) for name in plain if name not in {"logo", "remove_logo"}}
    for key in BILINGUAL:
        for lang in LANGUAGES:
            initial[f"{key}_{lang}"] = getattr(house, key).get(lang, "")
    return initial


def _both(data: dict[str, Any], key: str) -> dict[str, str]:
    both = {lang: data[f"{key}_{lang}"].strip() for lang in LANGUAGES}
    return {lang: text for lang, text in both.items() if text}


def _text(label: Any, lang: str, longest: int, *, tall: bool) -> forms.CharField:
    widget = forms.Textarea if tall else forms.TextInput
    return forms.CharField(
        label=_labelled(label, lang),
        max_length=longest,
        required=False,
        widget=widget(attrs={"lang": lang}),
    )


def _labelled(label: Any, lang: str) -> str:
    words = gettext("%(field)s, in Dutch") if lang == "nl" else gettext("%(field)s, in English")
    return words % {"field": label}


def _colour(text: str) -> str:
    try:
        return written(parse(text))
    except NotAColour as error:
        raise forms.ValidationError(
            gettext("Write the colour as # and six letters or digits, such as #1d5b79.")
        ) from error
