"""One text in two fields of a form: `name` becomes `name_nl` and `name_en`."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helder.kit.texts import LANGUAGES

IN_WORDS = {"nl": _("in Dutch"), "en": _("in English")}


class BilingualForm(forms.Form):
    """Fields named in `bilingual` are asked in Dutch and in English; one of the two is enough.

    Each entry: name → (label, longest text, required, long).
    """

    bilingual: ClassVar[dict[str, tuple[Any, int, bool, bool]]] = {}

    def __init__(self, *args: Any, texts: dict[str, dict[str, str]] | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        asked = {}
        for name, (label, longest, required, long) in self.bilingual.items():
            for lang in LANGUAGES:
                asked[f"{name}_{lang}"] = forms.CharField(
                    label=format_lazy("{} {}", label, IN_WORDS[lang]),
                    max_length=longest,
                    required=False,
                    initial=(texts or {}).get(name, {}).get(lang, ""),
                    widget=forms.Textarea(attrs={"rows": 3}) if long else forms.TextInput(),
                )
                # one of the two is enough, so neither says "not required"
                asked[f"{name}_{lang}"].one_of_several = required  # type: ignore[attr-defined]
        self.fields = {**asked, **self.fields}

    def clean(self) -> dict[str, Any]:
        """Each required text stands in at least one language."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, (_label, _longest, required, _long) in self.bilingual.items():
            filled = any(cleaned.get(f"{name}_{lang}") for lang in LANGUAGES)
            failed = any(f"{name}_{lang}" in self.errors for lang in LANGUAGES)
            if required and not filled and not failed:
                message = gettext("Fill this in, in Dutch or in English.")
                self.add_error(f"{name}_{LANGUAGES[0]}", ValidationError(message))
        return cleaned

    def both(self, name: str) -> dict[str, str]:
        """The text as kept in a row; empty languages left out."""
        return {
            lang: self.cleaned_data[f"{name}_{lang}"].strip()
            for lang in LANGUAGES
            if self.cleaned_data.get(f"{name}_{lang}", "").strip()
        }
