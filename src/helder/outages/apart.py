"""Other words for one audience: parts keyed `news:<slug>`, beside those for everybody.

Owns: their keys, order and headings, and what one audience reads. Refuses: who is in an audience.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext

from helder.kit.texts import pick
from helder.outages.wording import HEADINGS, PARTS
from helder.people.models import Audience

Texts = Mapping[str, str]
KEY, SECONDS_HELD = "outages.audience_names", 10


def part_for(slug: str, part: str) -> str:
    """The key of a part for one audience: "news:students"."""
    return f"{part}:{slug}"


def split(name: str) -> tuple[str, str]:
    """The part and the audience of a key; no audience for the common words."""
    part, _colon, slug = name.partition(":")
    return part, slug


def audiences_in(parts: Iterable[str]) -> list[str]:
    """The slugs of the audiences that have words of their own, in the order of the parts."""
    return list(dict.fromkeys(slug for name in parts if (slug := split(name)[1])))


def in_order(parts: Mapping[str, Texts]) -> list[str]:
    """The filled parts in reading order: those for everybody, then audience by audience."""
    filled = {name for name, texts in parts.items() if any(t.strip() for t in texts.values())}
    apart = [
        part_for(slug, part)
        for slug in sorted(audiences_in(parts))
        for part in PARTS
        if part_for(slug, part) in filled
    ]
    return [*(part for part in PARTS if part in filled), *apart]


def read_by(parts: Mapping[str, Texts], slug: str) -> dict[str, Texts]:
    """What this audience reads: its own words in the place of the common ones."""
    common = {name: texts for name, texts in parts.items() if not split(name)[1]}
    own = {split(name)[0]: texts for name, texts in parts.items() if split(name)[1] == slug}
    return {**common, **own}


def own(parts: Mapping[str, Texts], mine: Collection[str]) -> str:
    """Whose words stand in the place of the common ones for somebody in these audiences: the first
    in the order of the mails. Empty when there are none for them."""
    told = sorted(audiences_in(in_order(parts)))
    return next((slug for slug in told if slug in mine), "")


def heading(name: str) -> str:
    """What stands above a part: "What is new", "For students", "What students can do now"."""
    part, slug = split(name)
    if not slug:
        return str(HEADINGS[part])
    audience = {"audience": pick(names([slug])[slug])}
    if part == "workaround":
        return gettext("What you can do now: %(audience)s") % audience
    return gettext("For: %(audience)s") % audience


def names(slugs: Iterable[str]) -> dict[str, Any]:
    """What these audiences are called. Held for ten seconds; one that is gone keeps its slug."""
    wanted = set(slugs)
    held: dict[str, Any] = cache.get(KEY) or {}
    if not wanted <= held.keys():
        held = dict(Audience.objects.values_list("slug", "name"))
        cache.set(KEY, held, SECONDS_HELD)
    return {slug: held.get(slug) or {"nl": slug, "en": slug} for slug in wanted}
