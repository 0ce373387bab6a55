"""The register of promises as the API gives it."""

from __future__ import annotations

from typing import Literal

from django.utils.translation import gettext_noop as _
from pydantic import BaseModel, Field

from helder.kit.payloads import Bilingual, Moment

Outcome = Literal["made", "kept", "late", "renegotiated", "withdrawn"]


class PromiseOut(BaseModel):
    """One promise and what came of it."""

    id: str
    kind: str = Field(description=_("Such as “next_update”."))
    state: Outcome = Field(
        description=_(
            "made: open and in time. late: open past its time, or kept after it. renegotiated: "
            "moved before its time, with a reason."
        )
    )
    what: Bilingual = Field(description=_("What was promised."))
    about: str = Field(description=_("What it is about, such as “outage:k3w8tq5hn2vz”."))
    url: str | None = Field(description=_("Where readers find it."))
    made_at: Moment
    due_at: Moment
    kept_at: Moment | None
    closed_at: Moment | None
    reason: Bilingual = Field(description=_("Why it was moved or withdrawn."))
    moved_to: str | None = Field(description=_("The promise that came in its place."))


class PromisePage(BaseModel):
    """A page of the register, the latest due time first."""

    items: list[PromiseOut]
    next: str | None = Field(description=_("The address of the next page; null on the last one."))
