"""The machinery of every form about an outage: questions in two languages, and times.

Owns: what all verbs share. Refuses: which questions a verb asks; forms.py says so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext_lazy as _

from helder.kit import clock
from helder.kit.ids import ALPHABET, LENGTH, public_id
from helder.kit.texts import LANGUAGES, content_language
from helder.messages import remarks
from helder.outages import pacing
from helder.outages.composer import moments, pace
from helder.outages.rules import Word

ID = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")
LANGUAGE_NAMES = {"nl": gettext_lazy("Dutch"), "en": gettext_lazy("English")}
AHEAD = pace.AHEAD
AT_ONCE = 3


def field_name(part: str, lang: str) -> str:
    """The field that holds a part in one language; what stands in a page holds no colon."""
    return f"{part.replace(':', '--', 1)}_{lang}"


def part_and_language(name: str) -> tuple[str, str]:
    """The part and the language of a field."""
    part, _line, lang = name.rpartition("_")
    return part.replace("--", ":", 1), lang


@dataclass(frozen=True)
class Written:
    """One text area: the part in one language, and what the coach found in it."""

    field: BoundField
    lang: str
    findings: list[dict[str, Any]]

    @property
    def key(self) -> str:
        """The name of its field, for the marks and findings that belong to it."""
        return self.field.name

    @property
    def marks(self) -> str:
        """Where the findings lie, for the script that underlines the words."""
        kept = ("start", "end", "excerpt", "level")
        return json.dumps([{name: finding[name] for name in kept} for finding in self.findings])

    @property
    def first(self) -> list[dict[str, Any]]:
        """The worst few: more at once, and nobody reads them."""
        return self.findings[:AT_ONCE]

    @property
    def rest(self) -> list[dict[str, Any]]:
        """What opens on request."""
        return self.findings[AT_ONCE:]

    @property
    def language(self) -> str:
        """The name of its language, for its label."""
        return str(LANGUAGE_NAMES[self.lang])

    @property
    def blocks(self) -> bool:
        """Whether one of the findings stops publishing."""
        return any(finding["level"] == "block" for finding in self.findings)


@dataclass(frozen=True)
class Question:
    """One question with its answer in both languages."""

    part: str
    title: str
    hint: str
    texts: list[Written]


def chips(choices: Any = (), **attrs: str) -> forms.RadioSelect:
    """One choice, as chips."""
    return forms.RadioSelect(attrs={"class": "h-choices--chips", **attrs}, choices=choices)


def many_chips() -> forms.CheckboxSelectMultiple:
    """Several choices, as chips."""
    return forms.CheckboxSelectMultiple(attrs={"class": "h-choices--chips"})


class MomentInput(forms.TextInput):
    """A field for a date with a time; the browser brings its own picker."""

    input_type = "datetime-local"


class WordForm(forms.Form):
    """Texts in two languages, and the promise of the next ones."""

    asks: ClassVar[dict[str, tuple[Any, Any]]] = {}
    promises = True

    draft = forms.CharField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    page = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    opened = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    left = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.coach: dict[str, list[dict[str, Any]]] = {}
        for part in self.asks:
            for lang in LANGUAGES:
                self.fields[field_name(part, lang)] = text_area(lang)
        if self.promises:
            self._ask_next_update()

    def _ask_next_update(self) -> None:
        """The time that the pace of updates proposes is chosen, unless the writer does."""
        offered = pace.offered(*self.trouble(), clock.now())
        self.fields["next_update"] = forms.ChoiceField(
            label=_("When do they hear from you again?"),
            choices=offered.choices,
            widget=chips(),
            required=False,
            initial=offered.initial,
            help_text=offered.why,
        )
        self.fields["next_update_at"] = moment_field(_("At what time?"))

    def trouble(self) -> tuple[str, datetime | None]:
        """Of what kind it is and since when: what the pace of updates goes by."""
        kind = str(self["kind"].value() or "") if "kind" in self.fields else ""
        return kind or "outage", None

    @classmethod
    def fresh(cls, **initial: Any) -> WordForm:
        """An empty form with its own draft, made before anything is typed."""
        now = clock.now().isoformat(timespec="seconds")
        start = {"draft": public_id(), "version": 0, "page": public_id(), "opened": now}
        return cls(initial=start | initial)

    @property
    def draft_id(self) -> str:
        """The public id of the draft; a new one when the form brought no real one."""
        given = str(self["draft"].value() or "")
        return given if ID.fullmatch(given) else public_id()

    @property
    def known_version(self) -> int:
        """The version of the draft that this form has seen; 0 for none."""
        given = str(self["version"].value() or "")
        return int(given) if given.isdigit() and len(given) < 9 else 0

    @property
    def page_id(self) -> str:
        """Tells one open page from another one with the same draft."""
        return str(self["page"].value() or "")[:40]

    @property
    def left_be(self) -> list[str]:
        """The coach's remarks that the writer left as they were, in this draft."""
        return remarks.tokens(str(self["left"].value() or ""))

    @property
    def opened_at(self) -> datetime:
        """When the writer opened the form; within a year before now."""
        now = clock.now()
        try:
            given = datetime.fromisoformat(str(self["opened"].value()))
            return given if now - timedelta(days=366) < given <= now else now
        except (ValueError, TypeError):
            return now

    def clean_fields_of_time(self) -> Iterator[str]:
        """The names of choices that may carry a typed time."""
        if self.promises:
            yield "next_update"

    def clean(self) -> dict[str, Any]:
        """Reads times as they were chosen; a sentence at the field when one cannot be."""
        for name in self.clean_fields_of_time():
            self._read_choice(name)
        return self.cleaned_data

    def _read_choice(self, name: str) -> None:
        given = self.cleaned_data.get(name)
        if given == moments.OTHER:
            self.read_moment(f"{name}_at")

    def read_moment(self, name: str) -> None:
        """Turns what was typed into a moment, in place."""
        typed = str(self.cleaned_data.get(name) or "")
        try:
            self.cleaned_data[name] = moments.local(typed) if typed.strip() else None
        except moments.Unclear as error:
            self.cleaned_data[name] = None
            self.add_error(name, str(error))

    @property
    def parts(self) -> dict[str, dict[str, str]]:
        """The filled texts per part and language, with their offsets as typed."""
        given = {part: self._texts(part) for part in self.asks if part != "reason"}
        return {part: texts for part, texts in given.items() if texts}

    @property
    def reason(self) -> dict[str, str]:
        """Why: of a correction or a moved promise."""
        return self._texts("reason")

    def _texts(self, part: str) -> dict[str, str]:
        data = getattr(self, "cleaned_data", {})
        given = {lang: str(data.get(field_name(part, lang)) or "").rstrip() for lang in LANGUAGES}
        return {lang: text for lang, text in given.items() if text}

    def next_update_at(self, at: datetime) -> datetime | None:
        """When the next word is promised, counted from `at`."""
        data = self.cleaned_data
        choice = data.get("next_update") or self.fields["next_update"].initial
        if choice == moments.OTHER:
            return data.get("next_update_at") or None
        if choice == pace.ADVISED:
            return pacing.proposal(*self.trouble(), at).at
        return moments.ahead(choice, "", at)

    @property
    def asks_promise(self) -> bool:
        """Whether this form, as it is filled in, promises a next word at a time of its own."""
        return self.promises

    def word(self, at: datetime) -> Word:
        """What would be said at this moment."""
        due = self.next_update_at(at) if self.promises else None
        return Word(self.parts, due, step=self.cleaned_data.get("step") or "investigating")

    @property
    def q(self) -> dict[str, Question]:
        """The questions by name, for the page."""
        return {part: self._question(part) for part in self.asks}

    def _question(self, part: str) -> Question:
        title, hint = self.asks[part]
        texts = [
            Written(self[field_name(part, lang)], lang, self.coach.get(f"{part}.{lang}", []))
            for lang in LANGUAGES
        ]
        return Question(part, str(title), str(hint), texts)

    def field_for(self, name: str) -> str | None:
        """Where the sentence of a refusal belongs: the field, or the form as a whole."""
        if name == "next_update_at" and not self._typed("next_update"):
            return "next_update" if "next_update" in self.fields else None
        if name == "since":
            return "since_at" if self._typed("since") else "since"
        if name in self.asks:
            return field_name(name, self._longest(name))
        return name if name in self.fields else None

    def _typed(self, name: str) -> bool:
        return bool(self.cleaned_data.get(name) == moments.OTHER)

    def _longest(self, part: str) -> str:
        texts = self._texts(part)
        if not texts:
            return content_language(get_language())
        return max(texts, key=lambda lang: len(texts[lang]))


def text_area(lang: str) -> forms.CharField:
    """A text in one language, looked at by the coach."""
    return forms.CharField(
        required=False,
        strip=False,
        label=LANGUAGE_NAMES[lang],
        widget=TextArea(attrs={"class": "h-textarea", "rows": 3, "lang": lang, "data-coach": ""}),
    )


def moment_field(label: Any) -> forms.CharField:
    """A local time as typed; the form reads it, because only some of them are asked."""
    return forms.CharField(
        label=label, required=False, widget=MomentInput(attrs={"class": "h-input"}), max_length=40
    )


class TextArea(forms.Textarea):
    """Line ends as one character, so that the coach's offsets are those of the browser."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The text with plain line ends."""
        text = super().value_from_datadict(data, files, name)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text
