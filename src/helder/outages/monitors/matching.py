"""Which rule an alert meets, and which service it is about; pure.

Owns: patterns over labels, and recognising a service by its name. Refuses: the database; it is
given rules and services.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol, TypeVar

NAMING = ("service", "helder_service", "dienst", "app", "application", "component", "product")
"""Labels by which monitors say what something is part of, the surest first."""
SHORTEST_NAME = 3


class Watched(Protocol):
    """What is known of an alert."""

    name: str
    summary: str
    labels: Any


class Matching(Protocol):
    """A rule, as far as matching goes."""

    match: Any


R = TypeVar("R", bound=Matching)


@dataclass(frozen=True)
class Named:
    """A service with the words by which it is known."""

    service: Any
    words: frozenset[str]


def seen(alert: Watched) -> dict[str, str]:
    """All that a rule may look at: the labels, and the name and summary as if they were labels."""
    return {**alert.labels, "name": alert.name, "summary": alert.summary}


def first(rules: Iterable[R], alert: Watched) -> R | None:
    """The first rule that fits."""
    of = seen(alert)
    return next((rule for rule in rules if fits(rule.match, of)), None)


def fits(match: Mapping[str, str], of: Mapping[str, str]) -> bool:
    """Whether every pattern fits its label; one without a pattern wants the label to be absent."""
    return all(_fits(pattern, of.get(label, "")) for label, pattern in match.items())


def _fits(pattern: str, value: str) -> bool:
    if not value:
        return not pattern
    return bool(_compiled(pattern).fullmatch(value))


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    """`*` stands for any signs; capitals do not count."""
    parts = re.split(r"\*+", pattern)
    return re.compile(".*".join(re.escape(part) for part in parts), re.IGNORECASE | re.DOTALL)


def named(service: Any) -> Named:
    """A service with its slug and its names, as they are compared."""
    words = {plain(service.slug), *(plain(name) for name in service.name.values())}
    return Named(service, frozenset(word for word in words if word))


def recognised(services: Iterable[Named], alert: Watched) -> Any:
    """The service that an alert is about: by a label that names it, by any other label, or by its
    name in that of the alert; None when there is none."""
    known = {word: found.service for found in services for word in found.words}
    labels = alert.labels
    values = [labels[name] for name in NAMING if name in labels]
    for value in [*values, *labels.values()]:
        if plain(value) in known:
            return known[plain(value)]
    title = f" {plain(alert.name)} "
    within = [word for word in known if len(word) >= SHORTEST_NAME and f" {word} " in title]
    return known[max(within, key=len)] if within else None


def plain(words: str) -> str:
    """Small letters and single spaces: "E-mail" and "e mail" are the same."""
    return " ".join(re.sub(r"[\W_]+", " ", words.lower()).split())
