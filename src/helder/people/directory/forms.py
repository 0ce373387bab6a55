"""What an administrator chooses about a run: shape only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

MOST_MB = 64


class FileForm(forms.Form):
    """A file of people."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("A CSV file. Excel offers it as “CSV UTF-8”."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv", "class": "h-input"}),
        error_messages={
            "required": _("Choose a file first."),
            "empty": _("This file is empty. Choose another."),
        },
    )
    complete = forms.BooleanField(
        label=_("Everybody is in this file"),
        help_text=_("Whoever came from a file before and is not in this one has left."),
        required=False,
    )

    def clean_file(self) -> UploadedFile[Any]:
        """Not larger than anybody's list of people."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_MB * 1024 * 1024:
            raise ValidationError(
                gettext("This file is larger than %(n)s MB. Divide it, or use the command.")
                % {"n": MOST_MB}
            )
        return file


class LeaversForm(forms.Form):
    """How many people may leave: typed, so that nobody does it by habit."""

    leavers = forms.IntegerField(
        label=_("How many people may leave?"),
        min_value=0,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Type the number.")},
    )

    def __init__(self, *args: Any, leaving: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leaving = leaving

    def clean_leavers(self) -> int:
        """The number that the page shows."""
        number: int = self.cleaned_data["leavers"]
        if number != self.leaving:
            raise ValidationError(
                gettext("It is %(n)s people. Type that number if it is right.")
                % {"n": self.leaving}
            )
        return number
