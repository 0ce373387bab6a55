"""A better wording for one refused sentence, built from slots.

Owns the proposals per rule, and the proof that a proposal passes the guard itself. Refuses free
text: a proposal says only what the sentence or the context already says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from helder.coach import guard, language, wording
from helder.coach.frames import Scene
from helder.coach.lexicon import Hit
from helder.coach.result import Context, Language
from helder.coach.sentences import split

# Words that turn a time into a promise; a forecast does without them.
_SURE = frozenset({"uiterlijk", "hooguit", "maximaal", "binnen", "within", "nog", "latest", "no"})

# What stood here was blanked by the mask: an address or a tag, which a proposal would lose.
_BLANKED = re.compile(r"<|\s{2}")


def suggest(
    rule: str, scene: Scene, context: Context, text_language: Language | None = None
) -> str:
    """The first proposal that passes the guard; empty when leaving out is better."""
    if rule == "guard.spend":
        return ""
    languages = {scene.lang, text_language or scene.lang}  # a new sentence may change the text's
    for proposal in _with_head(scene, _PROPOSERS[rule](scene, context)):
        if all(passes(proposal, lang, scene.kind, context) for lang in languages):
            return proposal
    return _plain(scene, context, "work")


def _with_head(scene: Scene, proposals: Iterator[str]) -> Iterator[str]:
    """Keep the first statement where only a later one offends: `the wifi is down and we …`."""
    head = _first_statement(scene)
    for proposal in proposals:
        if head:
            yield f"{head}. {proposal}"
        yield proposal


def _first_statement(scene: Scene) -> str:
    past = scene.clause.index(1) if 1 in scene.clause else 0
    return _head(scene, past) if past > 2 else ""


def _head(scene: Scene, past: int) -> str:
    """The words up to `past`, as they stand; empty where the mask left a gap in them."""
    end = scene.words[past - 1].end - scene.sentence.start
    text = scene.sentence.text
    return "" if _BLANKED.search(text[: end + 2]) else text[:end]


def passes(text: str, lang: Language, kind: str, context: Context) -> bool:
    """Whether the guard has nothing at all to say, also where half a sentence, standing alone in
    a text of language `lang`, no longer shows its own."""
    scenes = (
        guard.scene_of(sentence, language.of_sentence(sentence, lang), kind, context)
        for sentence in split(text)
    )
    return not any(guard.verdicts(scene) for scene in scenes)


def _table(scene: Scene, context: Context) -> dict[str, str]:
    return wording.rewrites(scene.lang, context.form or _form(scene))


def _form(scene: Scene) -> str:
    informal = {"je", "jij", "jouw", "jullie"}
    return "je" if any(word.norm in informal for word in scene.words) else "u"


def _next(scene: Scene, context: Context) -> str:
    """When more comes; empty where the promise stands beside the text and would go stale in it."""
    if context.next_update == "":
        return ""
    table = _table(scene, context)
    return table["next"].format(next=context.next_update or wording.open_time(scene.lang))


def _plain(scene: Scene, context: Context, name: str) -> str:
    return f"{_table(scene, context)[name]} {_next(scene, context)}".rstrip()


def _effort(scene: Scene, context: Context) -> Iterator[str]:
    """Effort becomes neutral status and the time of the next update."""
    searching = any(word.norm.startswith(_SEARCHING) for word in scene.words)
    yield _plain(scene, context, "search" if searching else "work")


_SEARCHING = ("zoek", "gezocht", "speur", "oorzaak", "search", "looking", "hunt", "cause", "analy")


def _blame(scene: Scene, context: Context) -> Iterator[str]:
    """Blame becomes what we do; what the reader notices stays."""
    name = _party(scene)
    kept = _before_cause(scene)
    if kept:
        yield f"{kept} {_plain(scene, context, name)}"
    yield _plain(scene, context, name)


def _party(scene: Scene) -> str:
    if scene.has("outside"):
        return "supplier"
    if scene.has("other_own"):
        return "department"
    return "users" if scene.has("users_did", "reason_you") else "work"


def _before_cause(scene: Scene) -> str:
    """`Mail is not available` of `Mail is not available due to our supplier`."""
    symptoms = [hit for hit in scene.all("cause_prep", "by") if hit.start >= 4]
    if not symptoms or symptoms[0].start > 25:
        return ""
    head = _head(scene, symptoms[0].start)
    unfinished = {"is", "was", "wordt", "werd", "het", "dit", "it", "this", "are", "komt", "of"}
    return f"{head}." if head and scene.norm(symptoms[0].start - 1) not in unfinished else ""


def _certainty(scene: Scene, context: Context) -> Iterator[str]:
    """A promise becomes a forecast with the time of the next update."""
    table = _table(scene, context)
    if scene.has("never_again"):
        yield table["repeat"]
    if scene.has("smooth"):
        yield table["smooth"]
    time = _time_of(scene)
    if time:
        yield f"{table['expect'].format(time=time)} {_next(scene, context)}".rstrip()
    yield _plain(scene, context, "expect_open")


def _time_of(scene: Scene) -> str:
    """The time as the sentence has it, without the words that make it a promise."""
    hits = scene.all("soon_sure", "clock_time")
    if not hits:
        return ""
    best = max(hits, key=lambda hit: (hit.end - hit.start, -hit.start))
    words = [scene.words[place] for place in range(best.start, best.end)]
    if any(word.norm in _SURE for word in words) or not _is_time(scene, best):
        return ""
    base = scene.sentence.start
    phrase = " ".join(scene.sentence.text[words[0].start - base : words[-1].end - base].split())
    return phrase[0].lower() + phrase[1:] if best.start == 0 else phrase


def _is_time(scene: Scene, hit: Hit) -> bool:
    """A time that can be repeated alone: short, and without the outcome inside."""
    inside = range(hit.start, hit.end)
    return hit.end - hit.start <= 5 and not any(
        other.start in inside for other in scene.all("recovered", "again", "certain")
    )


_PROPOSERS = {"guard.effort": _effort, "guard.blame": _blame, "guard.false_certainty": _certainty}
