"""One text in, one result out: the order in which the coach looks.

Owns putting the parts together. Refuses rules of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from helder.coach import (
    completeness,
    guard,
    language,
    plain,
    promises,
    rewrites,
    stakes,
    tone,
    wording,
)
from helder.coach.frames import Scene
from helder.coach.markup import mask
from helder.coach.plain import Remark, readability
from helder.coach.result import (
    KINDS,
    LANGUAGES,
    READERS,
    Context,
    Finding,
    Language,
    Reader,
    Result,
)
from helder.coach.sentences import Sentence, split

_RANK = {"block": 0, "ask": 1, "info": 2}


def review(
    text: str,
    kind: str = "general",
    lang: str = "auto",
    context: Context | None = None,
    *,
    reader: Reader | None = None,
) -> Result:
    """Read a message as its reader would, and say what stands in the way.

    `reader` is the language in which the findings explain themselves; without it they speak the
    language of the text.
    """
    _check(kind, lang, reader)
    context = context or Context()
    masked = mask(text)
    sentences = split(masked)
    spoken = _language(lang, sentences)
    reader = reader or spoken
    scenes = _scenes(sentences, spoken, kind, context)
    found = [
        *_guarded(text, scenes, spoken, context, reader),
        *_idle(text, scenes, reader),
        *_remarked(text, masked, sentences, spoken, kind, context, reader),
    ]
    found.sort(key=lambda finding: (finding.start, _RANK[finding.level], finding.rule))
    return Result(
        lang=spoken,
        kind=kind,
        findings=tuple(found),
        missing=completeness.missing(map(guard.hear, scenes), kind),
        readability=readability.measure(masked, sentences, spoken, context),
        times=tuple(promises.times_in(text, scenes, context.now)),
    )


def _scenes(
    sentences: list[Sentence], spoken: Language, kind: str, context: Context
) -> list[Scene]:
    """Each sentence in its own language, also in a text that mixes two."""
    return [
        guard.scene_of(sentence, language.of_sentence(sentence, spoken), kind, context)
        for sentence in sentences
        if sentence.words
    ]


def _check(kind: str, lang: str, reader: str | None) -> None:
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}")
    if lang not in ("auto", *LANGUAGES):
        raise ValueError(f"lang must be one of auto, {', '.join(LANGUAGES)}")
    if reader not in (None, *READERS):
        raise ValueError(f"reader must be one of {', '.join(READERS)}")


def _language(lang: str, sentences: list[Sentence]) -> Language:
    if lang == "nl":
        return "nl"
    return "en" if lang == "en" else language.of_text(sentences)


def _guarded(
    text: str, scenes: list[Scene], spoken: Language, context: Context, reader: Reader
) -> Iterator[Finding]:
    softly = stakes.are_low(scenes)
    for scene in scenes:
        sentence = scene.sentence
        for rule, level in guard.verdicts(scene, softly=softly).items():
            yield Finding(
                rule=rule,
                level=level,
                start=sentence.start,
                end=sentence.end,
                excerpt=text[sentence.start : sentence.end],
                why=wording.why(rule, reader),
                suggestion=rewrites.suggest(rule, scene, context, spoken),
            )


def _idle(text: str, scenes: list[Scene], reader: Reader) -> Iterator[Finding]:
    """Sentences that do nothing for whoever waits, and about which the guard is silent."""
    for scene in scenes:
        if completeness.is_idle(scene) and not guard.verdicts(scene):
            remark = Remark(completeness.IDLE, "info", scene.sentence.start, scene.sentence.end)
            yield _finding(text, remark, reader)


def _remarked(
    text: str,
    masked: str,
    sentences: list[Sentence],
    spoken: Language,
    kind: str,
    context: Context,
    reader: Reader,
) -> Iterator[Finding]:
    for remark in plain.remarks(masked, sentences, spoken, context):
        yield _finding(text, remark, reader)
    for remark in tone.remarks(masked, sentences, spoken, kind, context):
        yield _finding(text, remark, reader)


def _finding(text: str, remark: Remark, reader: Reader) -> Finding:
    return Finding(
        rule=remark.rule,
        level=remark.level,
        start=remark.start,
        end=remark.end,
        excerpt=text[remark.start : remark.end],
        why=wording.why(remark.rule, reader, words=remark.words),
        suggestion=remark.suggestion,
    )
