"""What readers and colleagues fill in about reactions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helder.messages.models import Reaction
from helder.messages.reactions.clarity import LONGEST_REASON
from helder.messages.reactions.owners import colleagues
from helder.people.models import Person

LONGEST = 20_000


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"class": "h-textarea", "rows": rows})


class NotClearForm(forms.Form):
    """What was not clear, and whether the reader wants an answer (only of somebody known)."""

    reason = forms.CharField(
        label=_("What is not clear?"),
        required=False,
        max_length=LONGEST_REASON,
        widget=_area(5),
    )
    wants_answer = forms.BooleanField(
        label=_("I would like an answer"),
        required=False,
        help_text=_(
            "Then a colleague of IT sees your name and your question. Without it nobody sees whose "
            "answer this is."
        ),
    )

    def __init__(self, *args: Any, person: Person | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if person is None:
            del self.fields["wants_answer"]

    def clean(self) -> dict[str, Any]:
        """Whoever wants an answer asks something."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("wants_answer") and not cleaned.get("reason", "").strip():
            self.add_error("reason", gettext("Write what you want to know. Then we can answer it."))
        return cleaned


class MoreForm(forms.Form):
    """A reader says more in their own conversation."""

    text = forms.CharField(label=_("Write back"), max_length=LONGEST, widget=_area(5))


class AnswerForm(forms.Form):
    """A colleague's answer to a reader."""

    text = forms.CharField(
        label=_("Your answer"),
        max_length=LONGEST,
        widget=_area(8),
        error_messages={"required": _("Write an answer first.")},
    )


class HandOverForm(forms.Form):
    """To which colleague a reaction goes."""

    to = forms.ModelChoiceField(
        Person.objects.none(),
        label=_("Who answers from now on"),
        empty_label=_("Choose a colleague"),
        error_messages={"required": _("Choose a colleague.")},
    )

    def __init__(self, *args: Any, reaction: Reaction, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - as declared above
        field.queryset = colleagues().exclude(pk=reaction.owner_id or 0)


class HoursForm(forms.Form):
    """Within how many hours readers are promised an answer: an hour to four weeks."""

    answer_hours = forms.IntegerField(
        label=_("Within how many hours do you answer readers?"),
        help_text=_("Nights and weekends count too. What was promised before stays as it was."),
        min_value=1,
        max_value=24 * 28,
    )


class CloseForm(forms.Form):
    """Why no answer comes."""

    reason = forms.CharField(
        label=_("Why is no answer needed?"),
        help_text=_("Only colleagues see this."),
        max_length=300,
        error_messages={"required": _("Write in a few words why. Colleagues then understand it.")},
    )
