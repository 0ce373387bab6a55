"""A dispatch as the API gives it."""

from __future__ import annotations

from typing import Literal

from django.utils.translation import gettext_noop as _
from pydantic import BaseModel, Field

from helder.kit.payloads import Moment


class Counts(BaseModel):
    """How many deliveries are in each state, counted from the rows."""

    waiting: int
    claimed: int
    handing_over: int
    accepted: int
    delivered: int
    uncertain: int
    failed: int
    bounced: int
    expired: int
    suppressed: int


class DispatchOut(BaseModel):
    """The mails of one message, and how far they are."""

    id: str
    state: Literal["waiting", "addressed", "expired"] = Field(
        description=_(
            "waiting: not every reader is written down yet. addressed: they are. expired: it was "
            "of no use any more."
        )
    )
    about: str = Field(description=_("What it is about, such as “outage:k3w8tq5hn2vz”."))
    number: int = Field(description=_("The number of the update in its thread."))
    created_at: Moment
    addressed_at: Moment | None
    not_after: Moment | None = Field(
        description=_("Whatever has not gone by then is dropped, and counted as expired.")
    )
    total: int = Field(description=_("Deliveries written down so far."))
    counts: Counts
