"""How well the coach does on voices that it has not heard, from the scores of a training.

Owns the figures of the report. Everything here was judged by a model that did not learn from the
voice in question, with the thresholds of the weights.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from coach_corpus import Line, Message

from helder.coach.completeness import ELEMENTS
from helder.coach.heard import Heard
from helder.coach.scorer import LABELS

IN_VIEW = {"founders", "guard-author"}  # the written rules were made with these in view
Figures = dict[str, Any]
Judged = tuple[frozenset[str], Mapping[str, str]]  # labels, and what the guard says per rule


def figures(judged: Sequence[Judged]) -> Figures:
    """Per label and for any offence, at both levels."""
    return {"any": _any(judged)} | {
        label: {
            "block": _label(judged, label, {"block"}),
            "block_or_ask": _label(judged, label, {"block", "ask"}),
        }
        for label in LABELS
    }


def _any(judged: Sequence[Judged]) -> Figures:
    bad = [told for labels, told in judged if labels]
    clean = [told for labels, told in judged if not labels]
    return {
        "offending": len(bad),
        "blocked": part(bad, lambda told: "block" in told.values()),
        "blocked_or_asked": part(bad, bool),
        "clean": len(clean),
        "clean_blocked": part(clean, lambda told: "block" in told.values()),
        "clean_blocked_or_asked": part(clean, bool),
    }


def part(told: Sequence[Any], wanted: Callable[[Any], bool]) -> float | None:
    """The share for which something holds, None of nothing."""
    return round(sum(map(wanted, told)) / len(told), 3) if told else None


def _label(judged: Iterable[Judged], label: str, levels: set[str]) -> Figures:
    hit = miss = wrong = 0
    for labels, told in judged:
        given = told.get(f"guard.{label}") in levels
        hit += given and label in labels
        miss += not given and label in labels
        wrong += given and label not in labels
    return {"offences": hit + miss, "precision": _of(hit, wrong), "recall": _of(hit, miss)}


def _of(hit: int, other: int) -> float | None:
    return round(hit / (hit + other), 3) if hit + other else None


def sentences(lines: Sequence[Line], heard: Sequence[Heard]) -> Figures:
    """The guard on single sentences: of all new voices, and of some kinds of them."""
    judged = [(line.labels, ear.levels()) for line, ear in zip(lines, heard, strict=True)]
    groups: dict[str, list[Judged]] = defaultdict(list)
    for line, verdict in zip(lines, judged, strict=True):
        if line.voice not in IN_VIEW:
            groups["new_voices"].append(verdict)
        for name in ("plain-", "real"):
            if line.voice.startswith(name):
                groups[name.strip("-")].append(verdict)
    return {name: figures(group) for name, group in groups.items()}


def whole(found: Sequence[Message], hear: Callable[[Line], Heard]) -> Figures:
    """The guard in whole messages of new voices: is the offending line found, and only that one?"""
    lines = [line for message in found for line in message.lines]
    bad = [hear(line).levels() for line in lines if line.labels]
    clean = [hear(line).levels() for line in lines if not line.labels]
    return {
        "messages": len(found),
        "offending_lines": len(bad),
        "blocked": part(bad, lambda told: "block" in told.values()),
        "blocked_or_asked": part(bad, bool),
        "clean_lines": len(clean),
        "clean_blocked": part(clean, lambda told: "block" in told.values()),
        "clean_blocked_or_asked": part(clean, bool),
    }


def completeness(found: Sequence[Message], hear: Callable[[Line], Heard]) -> Figures:
    """Per kind and element: how well its presence in a message is seen, as F1."""
    result: Figures = {}
    for kind, elements in ELEMENTS.items():
        mine = [message for message in found if message.kind == kind]
        for element in elements:
            pairs = [_presence(message, element, hear) for message in mine]
            result[f"{kind}.{element}"] = _f1(pairs)
    return result


def _presence(message: Message, name: str, hear: Callable[[Line], Heard]) -> tuple[bool, bool]:
    there = any(name in (line.functions or ()) for line in message.lines)
    return there, any(hear(line).functions[name] >= 0 for line in message.lines)


def _f1(pairs: Sequence[tuple[bool, bool]]) -> Figures:
    hit = sum(there and seen for there, seen in pairs)
    wrong, miss = (
        sum(seen and not there for there, seen in pairs),
        sum(there and not seen for there, seen in pairs),
    )
    f1 = 2 * hit / (2 * hit + wrong + miss) if hit else 0.0
    return {"messages": len(pairs), "there": hit + miss, "f1": round(f1, 3)}
