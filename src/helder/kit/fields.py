"""Fields that forms on several floors share: what is typed, and the sentence when it cannot be."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helder.kit import freedays


class HolidaysField(forms.CharField):
    """A country or a part of it of which the public holidays are known, or nothing."""

    NAMES = _("A country by its two letters: NL, BE, DE; or a part of it: DE-BY.")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 8, "help_text": self.NAMES, **kwargs})

    def clean(self, value: Any) -> str:
        """The name as it is kept."""
        try:
            return freedays.cleaned(super().clean(value))
        except freedays.UnknownCountry:
            raise ValidationError(
                gettext("The holidays of this country are not known. Write NL, BE, DE or DE-BY.")
            ) from None
