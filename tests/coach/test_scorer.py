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
from helder.coach.scorer import RULES, load

ROOT = Path(__file__).parents[2]
WEIGHTS = ROOT / "src" / "helder" / "coach" / "weights"
PAST = ROOT / "src" / "helder" / "config" / "demo" / "data" / "past.json"

UNFORESEEN = [  # wordings that no rule knows
    ("nl", "Mijn collega's hebben hun kinderen vandaag nog niet gezien."),
    ("en", "My colleagues have not seen their children today."),
]


def test_the_corpus_has_no_duplicates_and_no_two_opinions() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "coach_corpus.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_weights_are_small_and_read_quickly(lang: str) -> None:
    assert (WEIGHTS / f"{lang}.json").stat().st_size < 1_500_000
    start = time.process_time()
    model = load.__wrapped__(lang)  # type: ignore[attr-defined]
    assert time.process_time() - start < 0.5
    assert {len(row) for row in model.weights.values()} == {len(RULES)}
    assert all(ask <= block for ask, block in zip(model.ask, model.block, strict=True))


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


@pytest.mark.parametrize("text", ["Nog even wachten.", "Stomme leverancier!", "Wait a moment."])
def test_a_few_words_are_not_judged_by_ear(text: str) -> None:
    assert not review(text, "outage").blocked


@pytest.mark.parametrize(("lang", "text"), UNFORESEEN)
def test_a_question_is_never_refused(lang: str, text: str) -> None:
    assert not review(text.rstrip(".") + "?", "outage", lang).blocked


def test_a_newsletter_is_never_stopped_by_ear_either() -> None:
    for lang, text in UNFORESEEN:
        assert not review(text, "newsletter", lang).blocked
