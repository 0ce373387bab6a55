"""The next word about a running outage, and the last one.

Owns: what an update asks beside its news: how far it is, what works again, other words for some,
and who signs. Refuses: keeping any of it; publishing does.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from helder.kit import clock
from helder.kit.texts import LANGUAGES
from helder.outages.composer import lines, moments, pace
from helder.outages.composer.apart_fields import ApartFields
from helder.outages.composer.forms import NewForm
from helder.outages.composer.lines import Row
from helder.outages.composer.word_form import Question, chips, field_name
from helder.outages.long import checklist
from helder.outages.long.checklist import Line
from helder.outages.models import Outage, Update
from helder.outages.rules import Word
from helder.outages.stages import Stage, stage_of
from helder.outages.wording import HEADINGS
from helder.services.models import Service

STEPS = (Update.Step.INVESTIGATING, Update.Step.IDENTIFIED, Update.Step.MONITORING)
MAINTENANCE_STEPS = (Update.Step.SCHEDULED, Update.Step.IN_PROGRESS, Update.Step.MONITORING)
MAIN = ("news", "workaround", "doing")
SIGNED = ("signed_name", "signed_role_nl", "signed_role_en")


class UpdateForm(ApartFields):
    """The next word about a running outage."""

    asks = {
        "news": (_("What is new?"), _("The newest first: what works again, what does not yet.")),
        "workaround": NewForm.asks["workaround"],
        "doing": NewForm.asks["doing"],
    }
    always = ("news", "workaround")
    step = forms.ChoiceField(label=_("How far are you?"), widget=chips(), required=False)
    signed_name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"class": "h-input", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, outage: Outage, **kwargs: Any) -> None:
        self.outage = outage
        data = args[0] if args else kwargs.get("data")
        initial = kwargs.get("initial") or {}
        listed = {part: (HEADINGS[part], "") for part in checklist.PARTS}
        self.asks = type(self).asks | listed  # type: ignore[misc]
        super().__init__(*args, **kwargs)
        self.count = lines.count_of(data or {}, initial)
        self._add_lines()
        self._add_signature()
        self._offer_steps()

    def _add_lines(self) -> None:
        self.fields[lines.COUNT] = forms.CharField(
            required=False, widget=forms.HiddenInput, max_length=3
        )
        for number in range(self.count):
            self.fields.update(lines.fields_of(number, self.known))

    def _add_signature(self) -> None:
        for lang in LANGUAGES:
            self.fields[f"signed_role_{lang}"] = forms.CharField(
                label=format_lazy("{} {}", _("Role"), lines.IN_LANGUAGE[lang]),
                required=False,
                max_length=120,
                widget=forms.TextInput(attrs={"class": "h-input", "lang": lang}),
            )

    def _offer_steps(self) -> None:
        planned = self.outage.kind == Outage.Kind.MAINTENANCE
        field = self.fields["step"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [
            (step.value, step.label) for step in (MAINTENANCE_STEPS if planned else STEPS)
        ]
        if self.outage.is_planned:
            self.offer_no_promise()

    def offer_no_promise(self) -> None:
        """Before maintenance begins, its end is the promise."""
        field = self.fields["next_update"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - made above
        field.choices = [(moments.NONE, _("When it is over")), *pace.AHEAD]
        field.initial = moments.NONE
        field.help_text = ""

    def trouble(self) -> tuple[str, datetime | None]:
        """The kind of this outage and since when it lasts."""
        return self.outage.kind, self.outage.since

    def near(self) -> set[int]:
        """The audiences of this outage."""
        return {audience.pk for audience in self.outage.audiences.all()}

    @cached_property
    def stage(self) -> Stage:
        """How long it lasts by now."""
        return stage_of(self.outage.since, clock.now())

    @property
    def lines(self) -> list[Line]:
        """The checklist as it is filled in."""
        data = getattr(self, "cleaned_data", None)
        if data is None:
            return []
        audiences = {audience.slug: audience for audience in self.known}
        return list(lines.read(data, self.count, self.services, audiences))

    @cached_property
    def services(self) -> dict[str, Service]:
        """The services that a line can be about, by slug."""
        return {service.slug: service for service in self.outage.services.all()}

    @property
    def rows(self) -> list[Row]:
        """The lines of the checklist as the page shows them."""
        return list(self._rows())

    def _rows(self) -> Iterator[Row]:
        for number in range(self.count):
            fields = {a: self[lines.name_of(number, a)] for a in lines.ASPECTS}
            slug = str(fields["service"].value() or "")
            yield Row(number, self.services.get(slug), fields)

    @property
    def parts(self) -> dict[str, dict[str, str]]:
        """What is typed; where the writer left it to the checklist, its words."""
        typed = super().parts
        listed = {
            part: {**texts, **typed.get(part, {})}
            for part, texts in checklist.in_words(self.lines).items()
        }
        order = (*MAIN, *checklist.PARTS)
        every = {**listed, **{part: texts for part, texts in typed.items() if part not in listed}}
        return {part: every[part] for part in (*order, *self.asks) if part in every}

    @property
    def signed(self) -> dict[str, Any]:
        """Who stands for this word."""
        data = getattr(self, "cleaned_data", {})
        name = str(data.get("signed_name") or "").strip()
        role = {lang: str(data.get(f"signed_role_{lang}") or "").strip() for lang in LANGUAGES}
        if not name:
            return {}
        return {"name": name, "role": {lang: said for lang, said in role.items() if said}}

    def word(self, at: datetime) -> Word:
        """What would be said at this moment, with its checklist and its signature."""
        said = super().word(at)
        return Word(
            said.parts,
            said.next_update_at,
            said.step,
            checklist=tuple(self.lines),
            signed=self.signed,
        )

    # The page asks for its pieces by name.

    @property
    def lines_field(self) -> forms.BoundField:
        """How many lines there are."""
        return self[lines.COUNT]

    @property
    def opens_words(self) -> bool:
        """The texts of the checklist are open when they are typed, or stopped by the coach."""
        found = (f"{part}.{lang}" for part in checklist.PARTS for lang in LANGUAGES)
        return bool(self._given_texts() or any(self.coach.get(key) for key in found))

    @property
    def opens_signature(self) -> bool:
        """Who signs is asked openly once it takes days."""
        return bool(self[SIGNED[0]].value() or self.stage is Stage.DAYS)

    def _given_texts(self) -> bool:
        return any(
            self[field_name(part, lang)].value() for part in checklist.PARTS for lang in LANGUAGES
        )

    @property
    def main_questions(self) -> list[Question]:
        """What every update is asked."""
        return [self.q[part] for part in MAIN]

    @property
    def list_questions(self) -> list[Question]:
        """The texts of the checklist, for a writer who words them otherwise."""
        return [self.q[part] for part in checklist.PARTS]

    @property
    def signature(self) -> list[forms.BoundField]:
        """The fields of who signs."""
        return [self[name] for name in SIGNED]
