"""What the page of all components shows. Samples of words only; no rows are read or made."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from helder.kit import clock, icons, states
from helder.kit.texts import Chosen

COLOURS = (
    *("paper", "surface", "sunk", "line", "edge", "ink", "muted"),
    *("primary", "primary-strong", "primary-tint", "accent", "accent-strong", "accent-tint"),
    *("fill", "fill-strong", "fill-edge", "on-fill"),
    *(f"{state}{part}" for state in states.LOOKS for part in ("", "-tint")),
)
DRAWINGS = {
    "tea": "Alles werkt. Tijd voor thee.",
    "signpost": "Deze weg loopt dood.",
    "letter": "Nog geen post.",
    "door": "Achter deze deur werken anderen.",
    "clock": "Dit stond iets te lang open.",
    "cable": "Er zit even geen stekker in.",
}


class SampleForm(forms.Form):
    """One field of each kind, some of them wrong."""

    name = forms.CharField(label=_("What do people notice?"), help_text=_("In one sentence."))
    mail = forms.EmailField(label=_("Mail address"), required=False)
    kind = forms.ChoiceField(label=_("What sort of trouble is it?"), choices=[])
    where = forms.MultipleChoiceField(
        label=_("Where?"), choices=[], widget=forms.CheckboxSelectMultiple, required=False
    )
    when = forms.ChoiceField(
        label=_("When do people hear more?"),
        choices=[],
        widget=forms.RadioSelect(attrs={"class": "h-choices--chips"}),
    )
    more = forms.CharField(label=_("What can they do now?"), widget=forms.Textarea, required=False)
    follow = forms.BooleanField(label=_("Send me every update"), required=False)

    options: ClassVar = {
        "kind": [("outage", _("Does not work")), ("degraded", _("Works poorly"))],
        "where": [("noord", _("North")), ("zuid", _("South"))],
        "when": [("30", _("In 30 minutes")), ("60", _("In 1 hour")), ("120", _("In 2 hours"))],
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in self.options.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices


def everything() -> dict[str, Any]:
    """The context of the page."""
    return {
        "colours": COLOURS,
        "states": list(states.LOOKS),
        "icons": sorted(icons.shapes()),
        "drawings": {f"kit/drawings/{name}.html": words for name, words in DRAWINGS.items()},
        "form": SampleForm(initial={"when": "60", "where": ["noord"]}, prefix="empty"),
        "wrong": SampleForm({"wrong-mail": "no address", "wrong-when": "30"}, prefix="wrong"),
        "soon": clock.now() + timedelta(minutes=12, seconds=20),
        "earlier": clock.now() - timedelta(hours=3),
        "own": Chosen(
            "Wifi doet het niet.\nGebruik een kabel.\n\nMeer: https://example.org", "nl", False
        ),
        "other": Chosen("Wifi does not work at North.", "en", True),
    }
