"""What a person types about an outage: one form per verb, with the same machinery.

Owns: shape (choices, local times, two languages beside each other). Refuses: permission, state and
what the rules say; those live in rules.py and actions.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from helder.kit.texts import pick
from helder.outages.apart import heading, in_order
from helder.outages.composer import moments
from helder.outages.composer.apart_fields import ApartFields
from helder.outages.composer.word_form import WordForm, chips, many_chips, moment_field
from helder.outages.maintenance.form_fields import PlanFields
from helder.outages.models import Outage, Template, Update
from helder.outages.rules import Facts
from helder.outages.wording import HEADINGS
from helder.people.models import Audience, Place
from helder.services.models import Service

AGO = (
    ("now", _("Just now")),
    ("15m", _("15 minutes ago")),
    ("1h", _("1 hour ago")),
    (moments.OTHER, _("Another time")),
)


class NewForm(PlanFields, ApartFields):
    """A new outage, its questions in the order in which a reader wants the answers."""

    asks = {
        "symptom": (
            _("What do people notice?"),
            _("As a user would say it: “You cannot send mail”. One or two sentences."),
        ),
        "affected": (
            _("Who notices it?"),
            _("Only when it is not everybody who uses the service."),
        ),
        "workaround": (
            _("What can they do now?"),
            _("A way around it, or simply: please wait."),
        ),
        "doing": (
            _("What are we doing?"),
            _("In one plain sentence, without how hard it is."),
        ),
    }

    always = ("symptom", "workaround")
    template = forms.CharField(widget=forms.HiddenInput, required=False, max_length=120)
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=Outage.Kind,
        widget=chips(),
        required=False,
        initial="outage",
    )
    services = forms.ModelMultipleChoiceField(
        label=_("Which services?"),
        queryset=Service.objects.none(),
        to_field_name="slug",
        widget=many_chips(),
        required=False,
    )
    places = forms.ModelMultipleChoiceField(
        label=_("Where?"),
        queryset=Place.objects.none(),
        to_field_name="slug",
        widget=many_chips(),
        required=False,
        help_text=_("Nothing chosen means: everywhere."),
    )
    audiences = forms.ModelMultipleChoiceField(
        label=_("Who hears of it?"),
        queryset=Audience.objects.none(),
        to_field_name="slug",
        widget=many_chips(),
        required=False,
        help_text=_("Nothing chosen means: whoever uses these services."),
    )
    since = forms.ChoiceField(
        label=_("Since when?"), choices=AGO, widget=chips(), required=False, initial="now"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (
            ("since_at", _("Since what time?")),
            ("scheduled_for", _("When does it begin?")),
            ("scheduled_until", _("When is it over?")),
            ("publish_at", _("Publish at")),
        ):
            self.fields[name] = moment_field(label)
        self._choices("services", Service.objects.filter(is_active=True))
        self._choices("places", Place.objects.all())
        self._choices("audiences", Audience.objects.all())

    def _choices(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 - declared above
        field.queryset = rows

    def clean_fields_of_time(self) -> Iterator[str]:
        """Only what this kind of message asks."""
        if not self.is_plan:
            yield "next_update"
            yield "since"

    def clean(self) -> dict[str, Any]:
        """Also the times of planned maintenance and of publishing."""
        super().clean()
        for name in ("scheduled_for", "scheduled_until"):
            if self.is_plan:
                self.read_moment(name)
            else:
                self.cleaned_data[name] = None
        self.read_moment("publish_at")
        return self.cleaned_data

    @property
    def is_plan(self) -> bool:
        """Planned maintenance has a beginning and an end; its end is the promise."""
        return self.cleaned_data.get("kind") == Outage.Kind.MAINTENANCE

    def facts(self) -> Facts:
        """What is the matter, as far as it is filled in."""
        data = self.cleaned_data
        return Facts(
            kind=data.get("kind") or "outage",
            services=list(data.get("services") or ()),
            places=list(data.get("places") or ()),
            audiences=list(data.get("audiences") or ()),
            since=None if self.is_plan else self._since(),
            scheduled_for=data.get("scheduled_for"),
            scheduled_until=data.get("scheduled_until"),
            template=Template.objects.filter(slug=data.get("template") or "").first(),
            **(self.plan_facts(data.get("scheduled_for")) if self.is_plan else {}),
        )

    def _since(self) -> datetime | None:
        choice = self.cleaned_data.get("since") or "now"
        if choice == moments.OTHER:
            return self.cleaned_data.get("since_at") or None
        return moments.ago(choice, "", self.opened_at)

    @property
    def asks_promise(self) -> bool:
        """Planned maintenance promises its own end."""
        return not self.is_plan

    def next_update_at(self, at: datetime) -> datetime | None:
        """Planned maintenance promises its own end."""
        return None if self.is_plan else super().next_update_at(at)


class ResolveForm(WordForm):
    """The last word: it works again."""

    promises = False
    asks = {
        "news": (_("What works again?"), _("Short and sure: people want to get on.")),
        "workaround": (
            _("Do they still have to do something?"),
            _("Sign in again, restart, check yesterday’s work. Leave empty when nothing."),
        ),
    }


class ReopenForm(WordForm):
    """The trouble is back."""

    asks = {
        "news": (_("What do people notice now?"), _("Say plainly that it is back.")),
        "workaround": NewForm.asks["workaround"],
        "doing": NewForm.asks["doing"],
    }


class CorrectForm(WordForm):
    """Mends a mistake in the open: the parts of the update, and why."""

    promises = False
    every: ClassVar[dict[str, tuple[Any, Any]]] = {
        "news": (_("What is new"), ""),
        "symptom": (_("What do people notice?"), ""),
        "affected": (_("Who notices it?"), ""),
        "workaround": (_("What can they do now?"), ""),
        "doing": (_("What are we doing?"), ""),
        "works": (HEADINGS["works"], ""),
        "not_yet": (HEADINGS["not_yet"], ""),
    }
    why = (
        _("What did you correct?"),
        _("Readers see this sentence and can open the earlier text."),
    )

    def __init__(self, *args: Any, update: Update, **kwargs: Any) -> None:
        said = in_order(update.message.parts)
        kept = {part: self.every.get(part) or (heading(part), "") for part in said}
        self.asks = kept | {"reason": self.why}  # type: ignore[misc]
        super().__init__(*args, **kwargs)


class MoveForm(WordForm):
    """Moves a promise before its time, with the reason that readers see."""

    asks = {
        "reason": (
            _("Why does it become later?"),
            _("Readers see this sentence beside the new time."),
        )
    }


class OutageChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Outages by their names."""

    def label_from_instance(self, obj: Any) -> str:
        """The name in the reader's language."""
        return pick(obj.title)


class MergeForm(forms.Form):
    """Two outages turn out to be one."""

    into = OutageChoice(
        label=_("Which outage is it part of?"),
        queryset=Outage.objects.none(),
        to_field_name="public_id",
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(self, *args: Any, outage: Outage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["into"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = Outage.objects.others_to_join(outage)


class ApproveForm(forms.Form):
    """Why a second person lets a text through, and which text that was."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=_("Why is this text right this time?"),
        help_text=_("Kept with the message, with your name. Colleagues can read it; users cannot."),
        widget=forms.Textarea(attrs={"class": "h-textarea", "rows": 3}),
        max_length=2000,
    )
