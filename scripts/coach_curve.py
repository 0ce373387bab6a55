"""Whether more sentences still help: recall on unheard voices after learning from a part of all.

Run: `python scripts/coach_curve.py` (from the root of the checkout, with the packages of
`requirements-train.lock`; some minutes). Prints one JSON object: per language and share of the
corpus the recall of any offence when 2 % and 10 % of the ordinary sentences give a false alarm.
"""

from __future__ import annotations

import json
import sys
import warnings
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from sklearn.exceptions import ConvergenceWarning

sys.path[:0] = [str(Path(__file__).parent)]

from train_coach import PARTS, Array, Course, lessons  # noqa: E402

from helder.coach.result import LANGUAGES, Language  # noqa: E402
from helder.coach.scorer import LABELS  # noqa: E402

SHARES = (25, 50, 100)
ALARMS = (0.02, 0.10)


def curve(lang: Language) -> dict[str, dict[str, float]]:
    """Recall per share of the corpus and rate of false alarms."""
    warnings.simplefilter("ignore", ConvergenceWarning)
    course = Course(lessons(lang))
    return {f"{share} %": _recall(course, _scores(course, share)) for share in SHARES}


def _scores(course: Course, share: int) -> Array:
    """The highest score of any label, by models that learned from a share of the other parts."""
    kept = np.arange(len(course.lines)) * 7 % 100 < share
    total = np.zeros((len(course.lines), len(LABELS)))
    for part in range(PARTS):
        mine = course.parts == part
        offence = course.learn("offence", ~mine & kept).decision_function(course.matrix[mine])
        for place, label in enumerate(LABELS):
            own = course.learn(label, ~mine & kept).decision_function(course.matrix[mine])
            total[mine, place] = offence + own
    return total.max(axis=1)


def _recall(course: Course, scores: Array) -> dict[str, float]:
    _, offends = course.wanted("offence")
    clean = -np.sort(-scores[~offends])
    return {
        f"at {rate:.0%} false alarms": round(
            float((scores[offends] > clean[int(rate * len(clean))]).mean()), 3
        )
        for rate in ALARMS
    }


if __name__ == "__main__":
    with ProcessPoolExecutor(2) as pool:
        print(json.dumps(dict(zip(LANGUAGES, pool.map(curve, LANGUAGES), strict=True)), indent=1))
