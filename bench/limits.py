"""A measured figure beside the limit it should keep."""

from __future__ import annotations

from typing import Any


def limit(what: str, measured: float, at_most: float, unit: str) -> dict[str, Any]:
    """One line of a result."""
    return {
        "what": what,
        "measured": round(measured, 1),
        "at_most": at_most,
        "unit": unit,
        "holds": measured <= at_most,
    }


def at_least(what: str, measured: float, least: float, unit: str) -> dict[str, Any]:
    """The same where more is better."""
    return {
        "what": what,
        "measured": round(measured, 2),
        "at_least": least,
        "unit": unit,
        "holds": measured >= least,
    }
