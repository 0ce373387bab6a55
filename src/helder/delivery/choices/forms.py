"""What somebody types on the page of choices: shape, and whether a channel can reach them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helder.delivery.choices.sentences import clock_time, how, weekday
from helder.delivery.choices.ways import Way, in_order, labels, reached_with
from helder.kit import clock
from helder.organisation.models import Organisation
from helder.people.forms import phone_number
from helder.people.models import MAIL, PORTAL, Person

LONGEST_PAUSE = 90
URGENCIES = ("urgent", "ordinary")
LANGUAGES = (
    ("", _("As our organisation writes")),
    ("nl", "Nederlands (u)"),
    ("nl-informal", "Nederlands (je)"),
    ("en", "English"),
)


class ChoicesForm(forms.Form):
    """How one person wants our news. `private` is False behind a link in a mail, which may be
    forwarded: then what we know of their phone number is not shown."""

    urgent_first = forms.ChoiceField(label=_("First"), required=False)
    urgent_next = forms.ChoiceField(label=_("And if that fails"), required=False)
    ordinary_first = forms.ChoiceField(label=_("First"), required=False)
    ordinary_next = forms.ChoiceField(label=_("And if that fails"), required=False)
    digest = forms.ChoiceField(label=_("What can wait"), required=False, widget=forms.RadioSelect)
    phone = forms.CharField(
        label=_("Your phone number"), max_length=40, required=False,
        help_text=_("For text messages. Nobody else sees it."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )  # fmt: skip
    quiet_from = forms.TimeField(
        label=_("From"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    quiet_until = forms.TimeField(
        label=_("Until"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    paused_until = forms.DateField(
        label=_("Pause until"), required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("From that day on you get our news again. At most 90 days."),
    )  # fmt: skip
    language = forms.ChoiceField(
        label=_("Language"), choices=LANGUAGES, required=False,
        widget=forms.RadioSelect(attrs={"class": "h-choices--chips"}),
    )  # fmt: skip

    def __init__(
        self,
        person: Person,
        ways: Sequence[Way],
        house: Organisation,
        data: Any = None,
        *,
        private: bool = True,
    ) -> None:
        self.person, self.ways, self.private = person, ways, private
        self.house = house
        super().__init__(data, initial=_initial(person, ways, private))
        self._offer(house)
        for field in self.fields.values():
            field.one_of_several = True  # type: ignore[attr-defined]
        if not any(way.by_phone for way in ways):
            del self.fields["phone"]
        elif person.phone and not private:
            self.fields["phone"].help_text = gettext(
                "We have a number that ends in %(end)s. Leave this empty to keep it."
            ) % {"end": person.phone[-2:]}

    def _offer(self, house: Organisation) -> None:
        words = labels(self.ways)
        for urgency in URGENCIES:
            usual = how(in_order(getattr(house, f"{urgency}_by"), self.ways)[:2], words)
            as_usual = gettext("As usual here: %(how)s") % {"how": usual}
            kept = getattr(self.person, f"{urgency}_by").split(",")
            names = [
                (way.name, _offer(way)) for way in self.ways if way.offered or way.name in kept
            ]
            self._set(f"{urgency}_first", [("", as_usual), *names])
            others = [(name, label) for name, label in names if name != PORTAL]
            self._set(f"{urgency}_next", [(PORTAL, gettext("Only on this website")), *others])
        self._set("digest", digests(house))

    def _set(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = choices

    def clean_phone(self) -> str:
        """A number that can be called, or what a directory wrote; empty behind a link keeps it."""
        if "phone" not in self.changed_data:
            return self.person.phone
        typed = phone_number(str(self.cleaned_data["phone"]))
        return typed if typed or self.private else self.person.phone

    def clean_paused_until(self) -> datetime | None:
        """The beginning of that day; from tomorrow to ninety days ahead."""
        day = self.cleaned_data["paused_until"]
        if day is None:
            return None
        today = timezone.localtime(clock.now()).date()
        if day <= today:
            raise ValidationError(gettext("Choose a day after today."))
        if day > today + timedelta(days=LONGEST_PAUSE):
            raise ValidationError(gettext("Choose a day within 90 days."))
        return timezone.make_aware(datetime.combine(day, time.min))

    def clean(self) -> dict[str, Any]:
        """Quiet hours have two ends; a chosen channel reaches the person."""
        cleaned: dict[str, Any] = super().clean() or {}
        start, end = cleaned.get("quiet_from"), cleaned.get("quiet_until")
        wrong = "quiet_from" in self.errors or "quiet_until" in self.errors
        if not wrong and (start is None) != (end is None):
            missing = "quiet_until" if end is None else "quiet_from"
            self.add_error(missing, gettext("Fill in both times, or neither."))
        elif start is not None and start == end:
            self.add_error("quiet_until", gettext("Choose another time than the first."))
        if "phone" not in self.errors:
            self._check_ways(cleaned)
        if cleaned.get("digest") and self._ordinary_first(cleaned) != MAIL:
            text = gettext("Together goes by mail only. Choose mail first for other news.")
            self.add_error("digest", text)
        return cleaned

    def _ordinary_first(self, cleaned: Mapping[str, Any]) -> str:
        usual = in_order(self.house.ordinary_by, self.ways)
        return cleaned.get("ordinary_first") or next(iter(usual), MAIL)

    def _check_ways(self, cleaned: Mapping[str, Any]) -> None:
        fields = [f"{urgency}_{place}" for urgency in URGENCIES for place in ("first", "next")]
        chosen = {name: cleaned.get(name) for name in fields if cleaned.get(name)}
        phone = cleaned.get("phone", self.person.phone)
        reached = reached_with(self.person, phone, set(map(str, chosen.values())))
        by_name = {way.name: way for way in self.ways}
        for field, name in chosen.items():
            way = by_name.get(str(name))
            if way is None or way.name in reached:
                continue
            if way.by_phone and "phone" not in self.errors:
                self.add_error("phone", _no_number(phone))
            elif not way.by_phone:
                text = gettext("This does not reach you yet. Switch it on below first.")
                self.add_error(field, text)

    def changes(self) -> dict[str, Any]:
        """What is to be set on the person; only what differs from how it is."""
        cleaned = self.cleaned_data
        wanted = {name: cleaned[name] for name in PLAIN if name in cleaned}
        for urgency in URGENCIES:
            first, following = cleaned[f"{urgency}_first"], cleaned[f"{urgency}_next"]
            wanted[f"{urgency}_by"] = written(first, following)
        return {n: value for n, value in wanted.items() if getattr(self.person, n) != value}


def _no_number(typed: str) -> str:
    if typed:
        return gettext("Type a phone number, such as 06 12345678.")
    return gettext("Fill in the number to send text messages to.")


def _offer(way: Way) -> str:
    if way.below and not way.reaches:
        return gettext("%(channel)s (switch it on below first)") % {"channel": way.label}
    return way.label


PLAIN = ("digest", "phone", "quiet_from", "quiet_until", "paused_until", "language")


def written(first: str, following: str) -> str:
    """An order as it is kept: "sms,mail"; empty follows the house."""
    if not first or first == PORTAL:
        return first
    return first if following in ("", first) else f"{first},{following}"


def digests(house: Organisation) -> list[tuple[str, str]]:
    """One by one or together, with the times at which the house sends."""
    at = {"time": clock_time(house.digest_hour), "day": weekday(house.digest_weekday)}
    return [
        ("", gettext("One by one, as it comes")),
        (Person.Digest.DAILY.value, gettext("Together by mail, every day at %(time)s") % at),
        (Person.Digest.WEEKLY.value, gettext("Together by mail, on %(day)s at %(time)s") % at),
    ]


def _initial(person: Person, ways: Sequence[Way], private: bool) -> dict[str, Any]:
    initial: dict[str, Any] = {name: getattr(person, name) for name in PLAIN}
    for urgency in URGENCIES:
        order = [*in_order(getattr(person, f"{urgency}_by"), ways), "", ""]
        initial[f"{urgency}_first"] = order[0]
        initial[f"{urgency}_next"] = order[1] or PORTAL
    if initial["ordinary_first"] not in ("", MAIL):
        initial["digest"] = ""
    until = person.paused_until
    coming = until is not None and until > clock.now()
    initial["paused_until"] = timezone.localtime(until).date() if until and coming else None
    if not private:
        initial["phone"] = ""
    return initial
