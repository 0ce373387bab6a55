"""The forms of the coach's words: one word, many lines, a file. Shape only; what a line may be,
organisation/words.py says."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helder.organisation import words
from helder.organisation.models import Word
from helder.organisation.words import LARGEST_FILE, Pair, Read

SIDES = {
    Word.List.GLOSSARY: (_("IT word"), _("In everyday words"), ""),
    Word.List.AVOIDED: (
        _("Word we do not use"),
        _("What we write instead"),
        _("Leave this empty when the word can simply go."),
    ),
}


class WordForm(forms.Form):
    """One word with what to write instead."""

    def __init__(self, name: str, lang: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = name
        term, instead, hint = SIDES[Word.List(name)]
        self.fields["term"] = _line(term, lang)
        self.fields["instead"] = _line(
            instead, lang, required=name == Word.List.GLOSSARY, help_text=hint
        )

    @property
    def pair(self) -> Pair:
        """What was filled in."""
        return Pair(*(words.tidy(self.cleaned_data.get(key, "")) for key in ("term", "instead")))

    def clean(self) -> dict[str, Any]:
        """As strict as a line of a list."""
        if not self.errors:
            why = words.why_not(self.pair, self.name)
            if why:
                self.add_error("term", why)
        return self.cleaned_data


def _line(label: Any, lang: str, **options: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"lang": lang, "autocomplete": "off"})
    return forms.CharField(label=label, widget=widget, **options)


class LinesForm(forms.Form):
    """Many words at once, one per line."""

    lines = forms.CharField(
        label=_("One word per line"),
        widget=forms.Textarea(attrs={"rows": 6, "class": "h-textarea", "spellcheck": "false"}),
        help_text=_("First the word, then a =, then what to write instead."),
    )


class FileForm(forms.Form):
    """A file from a spreadsheet."""

    file = forms.FileField(
        label=_("A CSV file"),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
        help_text=_("The word in the first column, what to write instead in the second."),
    )

    def __init__(self, name: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = name
        self.read = Read()

    def clean_file(self) -> UploadedFile[bytes]:
        """A text with lines, of a size that a list can have."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(
                gettext("This file is larger than 500 kB. Divide it in two.")
            )
        try:
            self.read = words.of_table(file.read(), self.name)
        except words.NotATable as error:
            raise forms.ValidationError(
                gettext("This is no CSV file. Save the sheet as CSV first, then choose that file.")
            ) from error
        return file
