"""The coach's remarks as people see them: their names, their order, and those that were left be.

Owns: what counts as the same remark when it was left be once, and the lines from which a coach can
learn. Refuses: judging a text; the coach does.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, gettext_lazy

from helder.coach.markup import mask
from helder.coach.sentences import split

Finding = Mapping[str, Any]

NAMES = {
    "guard.effort": gettext_lazy("This tells how hard we work"),
    "guard.blame": gettext_lazy("This puts the blame on somebody else"),
    "guard.spend": gettext_lazy("This tells what it cost us"),
    "guard.false_certainty": gettext_lazy("This promises what nobody can know"),
    "complete.no_use": gettext_lazy("What does the reader gain?"),
    "plain.long_sentence": gettext_lazy("A long sentence"),
    "plain.formal_word": gettext_lazy("A stiff word"),
    "plain.rare_word": gettext_lazy("A word that few people use"),
    "plain.passive": gettext_lazy("Nobody does it in this sentence"),
    "plain.nominalisation": gettext_lazy("A verb in disguise"),
    "plain.placeholder": gettext_lazy("Still to fill in"),
    "jargon.term": gettext_lazy("An IT word"),
    "tone.avoided_word": gettext_lazy("A word that we do not use"),
    "tone.exclamation": gettext_lazy("An exclamation mark"),
    "tone.capitals": gettext_lazy("Words in capitals"),
    "tone.address": gettext_lazy("Another way of speaking to the reader"),
}
LEVELS = ("block", "ask", "info")
GUARD = "guard."
FUNCTIONS = {
    "symptom": "symptom",
    "affected": "affected",
    "workaround": "workaround",
    "doing": "status",
}
MOST_LEFT = 200
_TOKEN = re.compile(r"[0-9a-f]{16}")


def name_of(rule: str) -> str:
    """What a rule is called on the screen."""
    return str(NAMES.get(rule, gettext("A thought")))


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """What stops publishing, then questions, then tips; each in the order of the text."""
    return sorted(findings, key=lambda found: (LEVELS.index(found["level"]), found["start"]))


def sentence_of(text: str, finding: Finding) -> str:
    """The whole sentence in which the words of a finding stand."""
    start, end = int(finding["start"]), int(finding["end"])
    around = [s for s in split(mask(text)) if s.start < end and start < s.end]
    if not around:
        return str(finding["excerpt"]).strip()
    first, last = min(start, around[0].start), max(end, around[-1].end)
    return text[first:last].strip()


def token(lang: str, text: str, finding: Finding) -> str:
    """The same for the same remark about the same words; for a mere sign, in the same sentence."""
    words = str(finding["excerpt"])
    about = words if any(sign.isalnum() for sign in words) else sentence_of(text, finding)
    told = json.dumps([finding["rule"], lang, " ".join(about.split())])
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def tokens(kept: str) -> list[str]:
    """The tokens that a form carries, the newest last."""
    return _TOKEN.findall(kept)[-MOST_LEFT:]


def labels_beside(findings: Iterable[Finding], finding: Finding) -> list[str]:
    """What else the guard has against the same sentence, as the labels of the corpus."""
    start, end = finding["start"], finding["end"]
    others = {
        str(other["rule"]).removeprefix(GUARD)
        for other in findings
        if str(other["rule"]).startswith(GUARD)
        and other["rule"] != finding["rule"]
        and other["start"] < end
        and start < other["end"]
    }
    return sorted(others)


@dataclass(frozen=True)
class NotTaken:
    """A remark that was left be, or a blocked sentence that a second person let through."""

    at: datetime
    rule: str
    level: str
    kind: str
    part: str
    lang: str
    sentence: str
    words: str
    reason: str = ""
    labels: Sequence[str] = field(default_factory=list)
    key: int = 0

    @property
    def name(self) -> str:
        """What the coach had to say, in words."""
        return name_of(self.rule)

    @property
    def is_override(self) -> bool:
        """Whether a second person let it through."""
        return self.level == "block"


def as_lines(rows: Iterable[NotTaken], voice: str) -> str:
    """JSON lines in the shape of the corpus, each sentence once, as it was judged last."""
    lines: dict[tuple[str, str], str] = {}
    for row in rows:
        line = {"lang": row.lang, "text": row.sentence, "labels": list(row.labels), "voice": voice}
        if row.part in FUNCTIONS:
            line["function"] = FUNCTIONS[row.part]
        lines.setdefault((row.lang, row.sentence), json.dumps(line, ensure_ascii=False))
    return "".join(f"{line}\n" for line in lines.values())
