"""What the learned scorer sees of a sentence: its words and their parts, their stems, its concepts,
and roughly what its words mean.

Owns turning a scene into features; training and judging use these functions, so that they see the
same. Refuses weights and judgement.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from itertools import combinations

from helder.coach import times, words
from helder.coach.frames import Scene
from helder.coach.lexicon import Lexicon, broad, is_clock
from helder.coach.result import Language
from helder.coach.sentences import Word

Features = dict[str, float]

_DIGIT = re.compile(r"\d")
_MARK = re.compile(r"[^\w\s]")
_LONGEST_WORD = 30  # of a longer "word" only the beginning is looked at
_PIECES = (3, 4, 5)
_SPAN = 3
_REACH = 4  # so far apart may two stems stand to be seen together
_COMMON = 3.5  # Zipf value above which a word says less and less of what a sentence is about

# How loudly each kind of feature speaks within its block: parts of words are many and say little
# each, concepts are few and say much.
_PIECE, _CONCEPT, _TWO_CONCEPTS, _FAR, _CLASS = 0.5, 2.0, 0.7, 0.7, 0.3


def features(scene: Scene) -> Features:
    """Everything that the scorer may weigh in one sentence: three blocks, each of length 1."""
    found: Features = {}
    for block in (_surface(scene), _stems(scene), _broad_concepts(scene)):
        length = math.sqrt(math.fsum(value * value for value in block.values())) or 1.0
        found.update((name, value / length) for name, value in block.items())
    return found


def meaning(scene: Scene) -> list[float]:
    """The mean of what the words mean, rare words first, as a vector of length 1 (or 0)."""
    total = [0.0] * words.SIZE
    for word in scene.spoken:
        known = words.known(word.norm, scene.lang)
        if known.meaning is not None:
            weight = 1 / (1 + max(0.0, known.zipf - _COMMON) ** 2 / 2)
            total = [a + weight * b for a, b in zip(total, known.meaning, strict=True)]
    length = math.sqrt(math.fsum(x * x for x in total)) or 1.0
    return [x / length for x in total]


def _surface(scene: Scene) -> Features:
    """Words on end, parts of words, the concepts of the guard's rules, and times."""
    tokens = [_token(word) for word in scene.spoken]
    found = dict.fromkeys(_phrases(["^", *tokens, "$"]), 1.0)
    found.update(dict.fromkeys(_pieces(dict.fromkeys(tokens)), _PIECE))
    found.update(_concepts("@", (name for name, hits in scene.hits.items() if hits)))
    for moment in times.find(scene.sentence.text, scene.lang):
        found[f"!{moment.kind}"] = found[f"!{moment.kind} {moment.relation}"] = _CONCEPT
    return found


def _token(word: Word) -> str:
    """The folded word; a clock time is any time, a digit any digit."""
    if is_clock(word.norm):
        return "<time>"
    return _DIGIT.sub("0", word.norm[:_LONGEST_WORD])


def _phrases(tokens: list[str]) -> Iterator[str]:
    """One, two and three words on end; `^` and `$` are the ends of the sentence."""
    for size in range(1, _SPAN + 1):
        for place in range(len(tokens) - size + 1):
            yield " ".join(tokens[place : place + size])


def _pieces(tokens: Iterable[str]) -> Iterator[str]:
    """Parts of words, so that a compound resembles what it is made of."""
    for token in tokens:
        marked = f"_{token}_"
        for size in _PIECES:
            for place in range(len(marked) - size + 1):
                yield "#" + marked[place : place + size]


def _concepts(mark: str, names: Iterable[str]) -> Iterator[tuple[str, float]]:
    """The concepts of a lexicon, alone and in pairs."""
    present = sorted(names)
    for name in present:
        yield f"{mark}{name}", _CONCEPT
    for first, second in combinations(present, 2):
        yield f"{mark}{first}+{second}", _TWO_CONCEPTS


def _stems(scene: Scene) -> Features:
    """Stems alone, side by side and a few words apart; the parts and the class of words."""
    found: Features = {}
    stems: list[str] = ["^"]
    for token in _tokens(scene):
        stems.append(_stem(token, scene.lang, found))
    stems.append("$")
    for place, stem in enumerate(stems):
        found["L" + stem] = 1.0
        if place:
            found[f"L{stems[place - 1]} {stem}"] = 1.0
        for other in stems[place + 2 : place + 1 + _REACH]:
            found[f"K{stem}~{other}"] = _FAR
    return found


def _tokens(scene: Scene) -> Iterator[str]:
    """The words with the marks between and after them."""
    base, place = scene.sentence.start, scene.sentence.start
    for word in scene.spoken:
        yield from _MARK.findall(scene.sentence.text, place - base, word.start - base)
        yield _token(word)
        place = word.end
    yield from _MARK.findall(scene.sentence.text, place - base)


def _stem(token: str, lang: Language, found: Features) -> str:
    """The stem of a token; its parts and its class are found on the way."""
    if not token[0].isalpha():
        return token
    known = words.known(token, lang)
    found.update((f"M{part}", 1.0) for part in known.parts)
    found[f"T{known.tag}"] = _CLASS
    found[f"T{known.tag.partition('(')[0]}"] = _CLASS
    return known.stem


def _broad_concepts(scene: Scene) -> Features:
    lexicon: Lexicon = broad(scene.lang)
    return dict(_concepts("&", (name for name, hits in lexicon.find(scene.spoken).items() if hits)))
