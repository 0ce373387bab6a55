"""Audiences in the desk: all of them, one with its conditions, and why somebody is in it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helder.people import actions
from helder.people.audiences import Selection, chosen
from helder.people.audiences.facts import facts_of
from helder.people.audiences.forms import MOST_GROUPS, AudienceForm, Typed, not_known, typed_of
from helder.people.audiences.loops import Endless, TooMuch
from helder.people.audiences.named import look_up
from helder.people.audiences.reasons import verdict
from helder.people.audiences.rules import Is
from helder.people.audiences.size import filled_in, held, reach, sample, size_of
from helder.people.audiences.words import in_words
from helder.people.audiences.world import World, fetch, fetch_all, group
from helder.people.models import Audience, Person
from helder.people.permissions import needs, person_of
from helder.people.queries import found

PER_PAGE = 100
MOST_FOUND = 8


@needs("people.edit")
def audiences(request: HttpRequest) -> HttpResponse:
    """All audiences in words; their sizes follow one by one, unless they are held."""
    page = Paginator(Audience.objects.all(), PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page)
    world, sizes = fetch([row.slug for row in shown]), held(shown)
    rows = [_row(row, world, sizes.get(row.slug)) for row in shown]
    return render(request, "people/audiences.html", {"rows": rows, "page": page})


def _row(row: Audience, world: World, size: int | None) -> dict[str, Any]:
    """One audience of the list."""
    seen = world.audiences[row.slug]
    return {
        "audience": row,
        "size": size,
        "words": in_words(seen.rule, world),
        "has_rule": bool(row.rule),
        "has_list": seen.has_list,
        "broken": seen.broken,
    }


@needs("people.edit")
def size(request: HttpRequest, slug: str) -> HttpResponse:
    """How many persons an audience reaches (for htmx)."""
    row = get_object_or_404(Audience, slug=slug)
    return render(request, "people/audience/size.html", {"size": size_of(row)})


@needs("people.edit")
def audience(request: HttpRequest, slug: str = "") -> HttpResponse:
    """One audience, or a new one: saved, or shown again with what was added to it."""
    row = get_object_or_404(Audience, slug=slug) if slug else Audience()
    if row.source:
        return _kept_elsewhere(request, row)
    kept = typed_of(row)
    typed = Typed.from_post(request.POST, kept.deep) if request.method == "POST" else kept
    do = _do(request, typed)
    if do.startswith("save"):
        return _save(request, row, typed)
    if request.headers.get("HX-Target") == "found":
        context = {"form": {"typed": typed}, "people": _sought(typed.find)}
        return render(request, "people/audience/found.html", context)
    _change(typed, do)
    return _screen(request, row, typed)


def _do(request: HttpRequest, typed: Typed) -> str:
    """What the button that was pressed does; Enter searches where somebody was sought."""
    if request.method != "POST":
        return ""
    do = request.POST.get("do", "save")
    return ("find" if typed.find else "save") if do == "enter" else do


def _change(typed: Typed, do: str) -> None:
    """One more group, or somebody who was found put on the list or left out."""
    verb, _colon, key = do.partition(":")
    if verb == "group" and len(typed.groups) < MOST_GROUPS:
        typed.groups.append([])
    person = (
        Person.objects.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 16 else None
    )
    if person and verb == "list":
        typed.add_person(person.email)
    elif person and verb == "out":
        typed.without.append(Is("person", person.pk))


def _screen(
    request: HttpRequest, row: Audience, typed: Typed, bound: AudienceForm | None = None
) -> HttpResponse:
    texts = {"name": _names(request) if request.method == "POST" else row.name}
    world = fetch_all(also=typed.rule())
    form = bound or AudienceForm(None, audience=row, world=world, typed=typed, texts=texts)
    context = {
        "form": form,
        "row": row,
        "people": _sought(typed.find),
        "most_groups": MOST_GROUPS,
        "broken": group(row).broken,
        **_counted(row, typed),
    }
    return render(request, "people/audience.html", context)


def _names(request: HttpRequest) -> dict[str, str]:
    return {lang: request.POST.get(f"name_{lang}", "") for lang in ("nl", "en")}


def _sought(words: str) -> list[Person]:
    """Persons in use whose name or address holds these words."""
    return list(found(words).filter(is_active=True)[:MOST_FOUND]) if words else []


def _counted(row: Audience, typed: Typed) -> dict[str, Any]:
    """The size and some names of what is filled in, and what in it belongs to nobody."""
    if row.everyone:
        return _figures(chosen(Selection((row.slug,))))
    named = look_up(typed.persons)
    rule = typed.rule()
    figures = _figures(filled_in(rule, named.persons, fetch([], also=rule)))
    return {**figures, "unknown": not_known(named.unknown) if named.unknown else ""}


def _figures(members: Any) -> dict[str, Any]:
    reached = reach(members)
    return {"reached": reached, "sample": sample(members) if reached else []}


def _save(request: HttpRequest, row: Audience, typed: Typed) -> HttpResponse:
    world = fetch_all(also=typed.rule())
    form = AudienceForm(request.POST, audience=row, world=world, typed=typed)
    if form.is_valid() and _saved(request, row, form):
        messages.success(request, _("Saved."))
        return redirect("people:audience", row.slug)
    return _screen(request, row, typed, form)


def _saved(request: HttpRequest, row: Audience, form: AudienceForm) -> bool:
    row.name = form.both("name")
    try:
        actions.save_audience(
            row, form.typed.rule(), form.cleaned_data.get("persons"), by=person_of(request)
        )
    except Endless as endless:
        said = _("These audiences would name each other round and round: %(way)s. Take one out.")
        form.add_error(None, said % {"way": " → ".join(endless.names)})
        return False
    except TooMuch:
        form.add_error(None, _("Together with the audiences in it, these are too many conditions."))
        return False
    return True


@require_POST
@needs("people.edit")
def count(request: HttpRequest) -> HttpResponse:
    """How many persons the audience would reach as it is filled in now (for htmx)."""
    typed = Typed.from_post(request.POST)
    context = {**_counted(Audience(), typed), "live": True}
    return render(request, "people/audience/count.html", context)


def _kept_elsewhere(request: HttpRequest, row: Audience) -> HttpResponse:
    """An audience whose members a directory keeps: to be read only."""
    context = {"row": row, **_figures(chosen(Selection((row.slug,))))}
    return render(request, "people/audience/kept.html", context)


@needs("people.edit")
def why(request: HttpRequest, slug: str) -> HttpResponse:
    """Whether one person is in an audience, and why."""
    row = get_object_or_404(Audience, slug=slug)
    who = request.GET.get("who", "").strip()
    people = _meant(who)
    context: dict[str, Any] = {"row": row, "who": who, "people": people}
    if len(people) == 1:
        facts = facts_of(people[0])
        context |= {"person": people[0], "verdict": verdict(slug, facts, fetch([slug]))}
    return render(request, "people/audience/why.html", context)


def _meant(who: str) -> list[Person]:
    """The person with this address, or else those who are found by these words."""
    exact = Person.objects.filter(email__iexact=who).select_related("department", "place")
    return list(exact) or (list(found(who)[:MOST_FOUND]) if who else [])


@needs("people.edit")
def of_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Every audience that a person is in and why, and the others."""
    person = get_object_or_404(Person.objects.select_related("department", "place"), pk=pk)
    world, facts = fetch_all(), facts_of(person)
    rows = [(slug, row.name, verdict(slug, facts, world)) for slug, row in world.audiences.items()]
    context = {
        "person": person,
        "inside": [row for row in rows if row[2].belongs],
        "outside": [row for row in rows if not row[2].belongs],
    }
    return render(request, "people/audience/of_person.html", context)


@require_POST
@needs("people.edit")
def remove(request: HttpRequest, slug: str) -> HttpResponse:
    """An audience that nothing stands on is removed."""
    row = get_object_or_404(Audience, slug=slug)
    try:
        actions.remove_audience(row, by=person_of(request))
        messages.success(request, _("Removed."))
    except ProtectedError:
        messages.error(request, _("It is still used elsewhere, so it was kept."))
    except actions.KeptElsewhere:
        messages.error(request, _("A directory keeps this audience. Remove the group there."))
    return redirect("people:audiences")
