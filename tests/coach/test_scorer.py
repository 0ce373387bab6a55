"""What was learned: a sound corpus, weights that belong to it, silence on ordinary updates."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from helder.coach import review
from helder.coach.result import LANGUAGES
from helder.coach.scorer import HEADS, LABELS, load

ROOT = Path(__file__).parents[2]
COACH = ROOT / "src" / "helder" / "coach"
PAST = ROOT / "src" / "helder" / "config" / "demo" / "data" / "past.json"

UNFORESEEN = [  # wordings that no rule knows
    ("nl", "Mijn collega's hebben hun kinderen vandaag nog niet gezien."),
    ("en", "My colleagues have not seen their children today."),
]


def test_the_corpus_has_no_duplicates_and_no_two_opinions() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "coach_corpus.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_weights_were_learned_from_this_corpus() -> None:
    """A change in the corpus or in what is seen of a sentence asks for a new training."""
    sys.path.insert(0, str(ROOT / "scripts"))
    from coach_corpus import fingerprint

    report = json.loads((COACH / "weights" / "report.json").read_text(encoding="utf-8"))
    assert report["corpus"] == fingerprint(), "run scripts/train_coach.py"


def test_the_weights_are_small_and_read_quickly() -> None:
    files = [f for name in ("weights", "words", "lexicons") for f in (COACH / name).iterdir()]
    assert sum(file.stat().st_size for file in files if file.is_file()) < 25_000_000
    start = time.process_time()
    for lang in LANGUAGES:
        model = load.__wrapped__(lang)  # type: ignore[attr-defined]
        assert len(model.matrix) == 2 * len(model.keys) * len(HEADS)
        assert all(model.cuts.ask[label] < model.cuts.block[label] for label in LABELS)
    assert time.process_time() - start < 0.5


def said() -> list[tuple[str, str]]:
    """Every text of the demo's school, with its language."""
    texts: list[tuple[str, str]] = []

    def keep(pairs: list[tuple[str, object]]) -> dict[str, object]:
        texts.extend((name, text) for name, text in pairs if name in LANGUAGES and text)  # type: ignore[misc]
        return dict(pairs)

    json.loads(PAST.read_text(encoding="utf-8"), object_pairs_hook=keep)
    return [(lang, text) for lang, text in texts if isinstance(text, str)]


def test_nothing_that_the_school_of_the_demo_wrote_is_stopped() -> None:
    assert len(said()) > 40
    stopped = [text for lang, text in said() if review(text, "outage", lang).blocked]
    assert stopped == []


@pytest.mark.parametrize(("lang", "text"), UNFORESEEN)
def test_a_wording_that_nobody_foresaw_is_heard(lang: str, text: str) -> None:
    rules = [finding.rule for finding in review(text, "outage", lang).findings]
    assert "guard.effort" in rules


@pytest.mark.parametrize(("lang", "text"), UNFORESEEN)
def test_a_question_is_never_refused(lang: str, text: str) -> None:
    assert not review(text.rstrip(".") + "?", "outage", lang).blocked


def test_a_newsletter_is_never_stopped_by_ear_either() -> None:
    for lang, text in UNFORESEEN:
        assert not review(text, "newsletter", lang).blocked
