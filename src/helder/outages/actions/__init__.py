"""The verbs of an outage. Each is one transaction with its journal row."""

from helder.outages.actions.history import bring_in
from helder.outages.actions.promise import NEXT_UPDATE, move_promise, open_promise
from helder.outages.actions.words import (
    correct,
    merge,
    publish,
    reopen,
    resolve,
    selection_of,
    update,
)

__all__ = [
    "NEXT_UPDATE",
    "bring_in",
    "correct",
    "merge",
    "move_promise",
    "open_promise",
    "publish",
    "reopen",
    "resolve",
    "selection_of",
    "update",
]
