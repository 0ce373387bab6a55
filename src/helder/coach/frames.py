"""A sentence seen as concepts in their places: the ground on which the guard judges.

Owns nearness, order, negation and the scope of a hedge. Refuses to name an offence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from helder.coach.heard import Heard
from helder.coach.lexicon import Hit, Lexicon
from helder.coach.result import Context, Language
from helder.coach.sentences import Sentence, Word, fold, words_of
from helder.coach.smallwords import words

_COMMON_NAMES = {
    "outside": {"nl": "leverancier", "en": "supplier"},
    "other_own": {"nl": "afdeling", "en": "department"},
}


class Scene:
    """One sentence with its hits; every question is about places of words."""

    def __init__(
        self, sentence: Sentence, lang: Language, lexicon: Lexicon, context: Context, kind: str
    ) -> None:
        self.sentence = sentence
        self.words = sentence.words
        self.lang = lang
        self.kind = kind
        self.hits = lexicon.find(sentence.words)
        self.heard: Heard | None = None  # by the scorer, once it listened
        self._named: list[tuple[Hit, str]] = []
        self.outside, self.other_own = context.suppliers, context.departments
        self._add_names("outside", self.outside)
        self._add_names("other_own", self.other_own)

    def _add_names(self, concept: str, names: Sequence[str]) -> None:
        """The organisation's own suppliers and departments are outside parties too.

        A name with a capital is looked for with it: "Onderwijs" may be a department, "onderwijs"
        is not.
        """
        norms = [word.norm for word in self.words]
        for name in names:
            wanted = [fold(word.text) for word in words_of(name)]
            size = len(wanted)
            for place in range(len(norms) - size + 1 if size else 0):
                capital = self.words[place].text[0].isupper() or not name[0].isupper()
                if capital and norms[place : place + size] == wanted:
                    self.hits[concept].append(Hit(place, place + size))
                    self._named.append((Hit(place, place + size), concept))

    @cached_property
    def spoken(self) -> tuple[Word, ...]:
        """The words, with "supplier" or "department" for its name, as the scorer knows them."""
        found = list(self.words)
        for hit, concept in sorted(self._named, reverse=True):
            first, last = self.words[hit.start], self.words[hit.end - 1]
            common = _COMMON_NAMES[concept][self.lang]
            found[hit.start : hit.end] = [Word(first.text, common, first.start, last.end)]
        return tuple(found)

    def all(self, *concepts: str) -> list[Hit]:
        """Every hit of these concepts, in order."""
        found = [hit for concept in concepts for hit in self.hits.get(concept, ())]
        return sorted(found) if len(concepts) > 1 else found

    def has(self, *concepts: str) -> bool:
        """Whether one of these concepts occurs."""
        return any(self.hits.get(concept) for concept in concepts)

    def near(self, first: str, second: str, distance: int) -> bool:
        """Both within `distance` words, in any order."""
        pairs = self._pairs(first, second)
        return any(max(b.start - a.end, a.start - b.end) <= distance for a, b in pairs)

    def then(self, first: str, second: str, distance: int) -> bool:
        """The first, and after it within `distance` words the second, in one statement."""
        return next(self.chains(first, second, distance), None) is not None

    def chains(self, first: str, second: str, distance: int) -> Iterator[tuple[Hit, Hit]]:
        """All pairs in which the second follows the first closely, in one statement."""
        for a, b in self._pairs(first, second):
            together = self.clause[a.start] == self.clause[b.start]
            if 0 <= b.start - a.end <= distance and together:
                yield a, b

    def _pairs(self, first: str, second: str) -> Iterator[tuple[Hit, Hit]]:
        for a in self.hits.get(first, ()):
            for b in self.hits.get(second, ()):
                yield a, b

    @cached_property
    def clause(self) -> list[int]:
        """For each word the number of the statement it belongs to."""
        number = 0
        numbers: list[int] = []
        for place, word in enumerate(self.words):
            if self._starts_statement(place, word.norm):
                number += 1
            numbers.append(number)
        return numbers

    def _starts_statement(self, place: int, norm: str) -> bool:
        if place and ";" in self._between(place - 1):
            return True
        if norm not in words(f"joiners_{self.lang}") or place + 1 >= len(self.words):
            return False
        # "and" before one of these starts a statement; before a noun it only adds one
        return self.words[place + 1].norm in words(f"starters_{self.lang}")

    def _between(self, place: int) -> str:
        """The characters between a word and the next."""
        base = self.sentence.start
        here, following = self.words[place], self.words[place + 1]
        return self.sentence.text[here.end - base : following.start - base]

    def share(self, hit: Hit, *concepts: str) -> bool:
        """Whether one of these concepts occurs in the same statement as `hit`."""
        number = self.clause[hit.start]
        return any(self.clause[other.start] == number for other in self.all(*concepts))

    def negated(self, hit: Hit, before: int = 4, after: int = 2) -> bool:
        """Whether a negation stands close to `hit`, in the same statement."""
        for no in self.all("negation"):
            apart = hit.start - no.end if no.start < hit.start else no.start - hit.end
            limit = before if no.start < hit.start else after
            if apart <= limit and self.clause[no.start] == self.clause[hit.start]:
                return True
        return False

    def parted(self, first: int, last: int) -> bool:
        """Whether a comma or the like stands between the word before `first` and `last`."""
        base = self.sentence.start
        start, end = self.words[max(first - 1, 0)].end, self.words[last].start
        return any(mark in self.sentence.text[start - base : max(end - base, 0)] for mark in ",;:")

    def norm(self, place: int) -> str:
        """The folded word at a place, empty outside the sentence."""
        return self.words[place].norm if 0 <= place < len(self.words) else ""

    def is_name(self, place: int) -> bool:
        """A capital inside the sentence: somebody or something with a name."""
        return 0 < place < len(self.words) and self.words[place].text[0].isupper()
