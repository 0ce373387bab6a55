"""What an administrator fills in for a screen."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from helder.delivery.models import Screen
from helder.people.models import Person, Place


class ScreenForm(forms.ModelForm):  # type: ignore[type-arg]
    """Its name, its language and its places."""

    places = forms.ModelMultipleChoiceField(
        Place.objects.all(),
        label=_("Only news of these places"),
        help_text=_("Choose none to show the news of all places."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = Screen
        fields: ClassVar = ["name", "language", "places"]
        widgets: ClassVar = {"language": forms.RadioSelect}
        help_texts: ClassVar = {"name": _("Where it hangs, such as “Hall of the library”.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = cast(forms.ChoiceField, self.fields["language"])
        language.one_of_several = True  # type: ignore[attr-defined]
        language.choices = [("", _("Dutch and English in turn")), *Person.Language.choices[1:]]
        if not Place.objects.exists():
            del self.fields["places"]
