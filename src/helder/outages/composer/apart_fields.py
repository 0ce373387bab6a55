"""Other words for some, as fields of a form: per audience its own answers to a few questions.

Owns: which audiences have words of their own, their questions, and who can still get some.
Refuses: what they read in the end (apart.py), and the words for everybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from helder.kit.texts import LANGUAGES
from helder.outages.apart import part_for
from helder.outages.composer.word_form import Question, WordForm, field_name
from helder.outages.long import queries
from helder.people.models import Audience

FOR = "for"
TITLES = {
    "news": _("{}: what is new?"),
    "symptom": _("{}: what do they notice?"),
    "workaround": _("{}: what can they do now?"),
}
"""The parts that an audience can have in other words."""


class ApartFields(WordForm):
    """A form of words that some may read otherwise."""

    always: ClassVar[tuple[str, ...]] = ()
    """What every audience is asked; another part only when something was written in it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        data = args[0] if args else kwargs.get("data")
        initial = kwargs.get("initial") or {}
        slugs = data.getlist(FOR) if data else initial.get(FOR) or []
        self.apart = queries.named(slugs, self._chosen_from(slugs))
        self.asks = self.asks | self._asks_apart(data or initial)  # type: ignore[misc]
        super().__init__(*args, **kwargs)
        self.fields[FOR] = forms.Field(required=False, widget=forms.MultipleHiddenInput)

    def _chosen_from(self, slugs: list[str]) -> list[Audience]:
        return list(Audience.objects.filter(slug__in=slugs)) if slugs else []

    def _asks_apart(self, given: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
        return {
            name: (format_lazy(TITLES[part], str(audience)), "")
            for audience in self.apart
            for part in TITLES
            if part in self.always
            or any(given.get(field_name(part_for(audience.slug, part), lang)) for lang in LANGUAGES)
            if (name := part_for(audience.slug, part))
        }

    @cached_property
    def known(self) -> list[Audience]:
        """Audiences that can have words of their own."""
        return queries.audiences_to_choose()

    # The page asks for its pieces by name.

    @property
    def for_field(self) -> forms.BoundField:
        """The audiences with words of their own."""
        return self[FOR]

    @property
    def apart_questions(self) -> list[tuple[Audience, list[Question]]]:
        """Per audience what it is told in other words."""
        q = self.q
        parts = {audience: [part_for(audience.slug, p) for p in TITLES] for audience in self.apart}
        return [(who, [q[name] for name in names if name in q]) for who, names in parts.items()]

    @property
    def others(self) -> list[Audience]:
        """Audiences that have no words of their own yet; those who hear of it anyway first."""
        near = self.near()
        left = [audience for audience in self.known if audience not in self.apart]
        return sorted(left, key=lambda audience: audience.pk not in near)

    def near(self) -> set[int]:
        """The audiences that hear of it anyway."""
        return set()
