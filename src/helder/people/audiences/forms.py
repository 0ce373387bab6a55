"""The form of an audience: groups of conditions, exceptions, and people named by hand.

Owns: what somebody has filled in so far, kept whole whatever they do next. Refuses: rules that
are deeper than groups; those are shown in words and kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helder.kit.texts import LANGUAGES
from helder.people.audiences.named import look_up
from helder.people.audiences.rules import (
    EVERYONE,
    KINDS,
    MOST_CONDITIONS,
    Groups,
    Is,
    Rule,
    Unreadable,
    as_groups,
    condition,
    conditions,
)
from helder.people.audiences.words import in_words, name_of
from helder.people.audiences.world import World, group
from helder.people.bilingual import BilingualForm
from helder.people.models import Audience, Person

MOST_GROUPS = 12
MOST_NAMED = 10
EXCEPT = "except"
HEADINGS = {
    "department": _("Departments, with all below them"),
    "place": _("Places"),
    "role": _("Roles in the organisation"),
    "service": _("Users of a service"),
    "audience": _("Other audiences"),
}
ICONS = {
    "everyone": "users", "department": "building-2", "place": "map-pin", "role": "id-card",
    "service": "layers", "audience": "megaphone", "person": "user",
}  # fmt: skip


@dataclass
class Typed:
    """What is filled in: the conditions per group, the exceptions, the list, the search."""

    groups: list[list[Is]] = field(default_factory=lambda: [[]])
    without: list[Is] = field(default_factory=list)
    persons: str = ""
    find: str = ""
    deep: Rule | None = None

    @classmethod
    def from_post(cls, data: QueryDict, deep: Rule | None = None) -> Typed:
        """As sent by the form; what was chosen but not yet added counts too."""
        count = data.get("groups", "1")
        many = min(int(count), MOST_GROUPS) if count.isdecimal() and len(count) < 4 else 1
        return cls(
            [_chosen(data, str(number)) for number in range(max(many, 1))],
            _chosen(data, EXCEPT),
            data.get("persons", ""),
            data.get("find", "").strip(),
            deep,
        )

    def rule(self) -> Rule:
        """The rule that is filled in, or the deep one that stays."""
        if self.deep is not None:
            return self.deep
        return Groups(tuple(map(tuple, self.groups)), tuple(self.without)).rule()

    def add_person(self, email: str) -> None:
        """One more on the list."""
        self.persons = "\n".join(filter(None, (self.persons.strip(), email)))


def _chosen(data: QueryDict, name: str) -> list[Is]:
    values = [*data.getlist(f"in-{name}"), data.get(f"add-{name}", "")]
    return list(dict.fromkeys(found for value in values for found in _condition(value)))


def _condition(value: str) -> Iterator[Is]:
    """The condition behind the value of a choice; nothing for what is no condition."""
    kind, _colon, key = value.partition(":")
    if kind == "everyone":
        yield EVERYONE
        return
    number = int(key) if kind == "person" and key.isdecimal() and len(key) < 16 else key
    try:
        yield condition(kind, number)
    except Unreadable:
        return


@dataclass(frozen=True)
class Chip:
    """One condition that is chosen."""

    value: str
    label: str
    icon: str
    hint: str = ""
    gone: bool = False


@dataclass(frozen=True)
class Box:
    """A group of conditions on the screen; `name` is its number, or "except"."""

    name: str
    chips: tuple[Chip, ...]

    @property
    def is_first(self) -> bool:
        """Whether it is the group that the question begins with."""
        return self.name == "0"


class AudienceForm(BilingualForm):
    """Who belongs to an audience, and what it is called."""

    bilingual: ClassVar = {"name": (_("Name"), 120, True, False)}
    persons = forms.CharField(
        label=_("These people always belong to it too"), required=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_("Mail addresses. You can paste a whole list."),
    )  # fmt: skip

    def __init__(
        self, data: QueryDict | None, *, audience: Audience, world: World, typed: Typed, **kw: Any
    ) -> None:
        super().__init__(data, initial={"persons": typed.persons}, **kw)
        self.audience, self.world, self.typed = audience, world, typed
        self.fields["persons"].one_of_several = True  # type: ignore[attr-defined]
        self.unknown: tuple[str, ...] = ()
        self.known_only = bool(data and data.get("do") == "save_known")
        if audience.everyone:
            del self.fields["persons"]

    def clean_persons(self) -> tuple[int, ...]:
        """The ids of the persons; unknown addresses are named, unless they may be left out."""
        named = look_up(self.cleaned_data["persons"])
        if named.unknown and not self.known_only:
            self.unknown = named.unknown
            raise ValidationError(not_known(named.unknown))
        return named.persons

    def clean(self) -> dict[str, Any]:
        """A name that no other audience has, and not more conditions than a rule can hold."""
        cleaned = super().clean()
        self._check_names(cleaned)
        if len(list(conditions(self.typed.rule()))) > MOST_CONDITIONS:
            self.add_error(None, gettext("These are too many conditions for one audience."))
        return cleaned

    def _check_names(self, cleaned: dict[str, Any]) -> None:
        """Two audiences with one name could not be told apart where they are chosen."""
        others = Audience.objects.exclude(pk=self.audience.pk).values_list("name", flat=True)
        taken = {(lang, name.casefold()) for texts in others for lang, name in texts.items()}
        for lang in LANGUAGES:
            name = str(cleaned.get(f"name_{lang}") or "").strip()
            if name and (lang, name.casefold()) in taken:
                self.add_error(
                    f"name_{lang}",
                    gettext("There is an audience “%(name)s” already. Choose another name.")
                    % {"name": name},
                )

    def boxes(self) -> list[Box]:
        """The groups as they stand on the screen."""
        return [self._box(str(number), some) for number, some in enumerate(self.typed.groups)]

    def exceptions(self) -> Box:
        """The group of those who are left out."""
        return self._box(EXCEPT, self.typed.without)

    def _box(self, name: str, chosen: list[Is]) -> Box:
        chips = [self._chip(condition) for condition in chosen]
        return Box(name, tuple(chips))

    def _chip(self, chosen: Is) -> Chip:
        gone = not self.world.knows(chosen)
        return Chip(
            f"{chosen.kind}:{chosen.key}",
            name_of(chosen, self.world),
            "alert-triangle" if gone else ICONS[chosen.kind],
            gettext("with all below it") if self._has_parts(chosen) else "",
            gone,
        )

    def _has_parts(self, chosen: Is) -> bool:
        found = self.world.find(chosen) if chosen.kind == "department" else None
        if found is None:
            return False
        below = f"{found.name}/"
        return any(one.name.startswith(below) for one in self.world.known["department"].values())

    def in_words(self) -> str:
        """The rule that is filled in."""
        return in_words(self.typed.rule(), self.world)

    def gone(self) -> list[str]:
        """What the conditions name that was removed."""
        return [
            chip.label
            for box in (*self.boxes(), self.exceptions())
            for chip in box.chips
            if chip.gone
        ]

    def offers(self) -> list[tuple[Any, list[tuple[str, str]]]]:
        """What can be chosen, under its headings."""
        found = []
        for kind in KINDS:
            rows = self.world.audiences if kind == "audience" else self.world.known.get(kind, {})
            named = [
                (f"{kind}:{slug}", row.name)
                for slug, row in rows.items()
                if self._other(kind, slug)
            ]
            if named:
                found.append((HEADINGS[kind], named))
        return found

    def _other(self, kind: str, slug: str) -> bool:
        return kind != "audience" or (slug != self.audience.slug and slug != "all")


def typed_of(audience: Audience) -> Typed:
    """What an audience has, to fill its form with; a rule deeper than groups is kept beside it."""
    rule = group(audience).rule
    rows = audience.persons.order_by("email") if audience.pk else Person.objects.none()
    persons = "\n".join(rows.values_list("email", flat=True))
    groups = as_groups(rule)
    if groups is None:
        return Typed(persons=persons, deep=rule)
    return Typed([list(some) for some in groups.groups] or [[]], list(groups.without), persons)


def not_known(unknown: tuple[str, ...]) -> str:
    """Which addresses belong to nobody, the first ten by name."""
    names = ", ".join(unknown[:MOST_NAMED])
    more = len(unknown) - MOST_NAMED
    if more > 0:
        return gettext("Not known: %(addresses)s and %(more)d more.") % {
            "addresses": names, "more": more,
        }  # fmt: skip
    return gettext("Not known: %(addresses)s.") % {"addresses": names}
