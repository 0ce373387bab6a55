"""How fast messages travel, beside what this machine can do at most. One part per question.

.venv/bin/python bench/run.py delivery
"""

from __future__ import annotations

from typing import Any

from delivery import speed

PARTS = (speed,)
"""Each has `measure()`, which gives a dict with "limits"."""


def measure() -> dict[str, Any]:
    """All parts in one result."""
    found = {part.__name__.rpartition(".")[2]: part.measure() for part in PARTS}
    limits = [limit for result in found.values() for limit in result.pop("limits")]
    return {**found, "limits": limits}
