"""Outages as the API takes and gives them: shape only; rules.py and the guard judge the rest."""

from __future__ import annotations

from typing import Annotated, Literal

from django.utils.translation import gettext_noop as _
from pydantic import BaseModel, Field, StrictBool

from helder.kit.payloads import Bilingual, Moment, Strict, Texts

KindName = Literal["outage", "degraded", "security", "maintenance"]
StateName = Literal["running", "resolved", "merged"]
SpokenStep = Literal["investigating", "identified", "monitoring", "scheduled", "in_progress"]
StepName = Literal[SpokenStep, "resolved", "reopened", "merged"]
Slugs = Annotated[list[str], Field(max_length=100)]


class AudienceTexts(Strict):
    """What one audience reads in the place of the common words."""

    news: Texts | None = Field(None, description=_("What is new for them."))
    symptom: Texts | None = Field(None, description=_("What they notice."))
    workaround: Texts | None = Field(None, description=_("What they can do now."))


AudienceWords = Annotated[
    dict[str, AudienceTexts],
    Field(
        max_length=50,
        description=_(
            "Other words for some, by the slug of their audience. They read these in their mail "
            "in the place of the same part; the page shows them to everybody."
        ),
    ),
]


class NewOutage(Strict):
    """A new outage, degradation, security matter or planned maintenance."""

    kind: KindName = Field(description=_("What sort of trouble it is."))
    services: Slugs = Field(description=_("Slugs of the services; at least one."))
    places: Slugs = Field(
        default_factory=list, description=_("Slugs of the places; none means everywhere.")
    )
    audiences: Slugs = Field(
        default_factory=list,
        description=_(
            "Slugs of the audiences; none means those of the services. “all” always exists."
        ),
    )
    title: Texts | None = Field(
        None, description=_("What it is called; made from the facts when you leave it out.")
    )
    symptom: Texts = Field(description=_("What people notice. One language is enough."))
    affected: Texts | None = Field(None, description=_("Who is affected."))
    workaround: Texts | None = Field(None, description=_("What people can do now."))
    doing: Texts | None = Field(None, description=_("What IT is doing about it."))
    audience_texts: AudienceWords = Field(default_factory=dict)
    step: Literal["investigating", "identified", "monitoring"] = Field(
        "investigating", description=_("How far IT is.")
    )
    since: Moment | None = Field(None, description=_("Since when people notice it; else now."))
    next_update_at: Moment | None = Field(
        None,
        description=_(
            "When people hear from you again: a promise, within thirty days. Planned "
            "maintenance may go without, and promises its own end."
        ),
    )
    scheduled_for: Moment | None = Field(
        None, description=_("Maintenance only, and needed there: when it begins.")
    )
    scheduled_until: Moment | None = Field(
        None, description=_("Maintenance only, and needed there: when it ends.")
    )
    reminders: Annotated[list[Annotated[int, Field(ge=1, le=86_400)]], Field(max_length=20)] = (
        Field(
            default_factory=list,
            description=_(
                "Maintenance only: how many minutes before its beginning people are reminded. What "
                "comes too late is left out."
            ),
        )
    )
    by_clock: StrictBool = Field(
        False, description=_("Maintenance only: it begins and ends by the clock.")
    )
    publish: StrictBool = Field(
        True, description=_("false keeps it as a draft for a person at the desk; nothing is sent.")
    )


class LastWord(Strict):
    """The last word: it works again."""

    news: Texts = Field(description=_("What is new. One language is enough."))
    affected: Texts | None = Field(None, description=_("Who is affected."))
    workaround: Texts | None = Field(None, description=_("What people can do now."))
    doing: Texts | None = Field(None, description=_("What IT is doing about it."))
    audience_texts: AudienceWords = Field(default_factory=dict)


class NextWord(LastWord):
    """The next word about an outage."""

    works: Texts | None = Field(
        None, description=_("What works again, a line for each thing. One language is enough.")
    )
    not_yet: Texts | None = Field(
        None, description=_("What does not work yet, a line for each thing.")
    )
    symptom: Texts | None = Field(None, description=_("What people notice, when it changed."))
    step: SpokenStep | None = Field(
        None, description=_("How far IT is; else as the word before it.")
    )
    next_update_at: Moment | None = Field(
        None,
        description=_(
            "When people hear from you again: a promise, within thirty days. Planned "
            "maintenance that has still to begin may go without, and promises its own end."
        ),
    )


class NewWindow(Strict):
    """Another window for planned maintenance."""

    scheduled_for: Moment = Field(
        description=_("When it begins; of work that has begun, precisely as it was.")
    )
    scheduled_until: Moment = Field(description=_("When it ends."))
    reason: Texts = Field(description=_("Why it moves; readers see it. One language is enough."))


class DispatchName(BaseModel):
    """The mails of one word."""

    id: str = Field(description=_("For GET /dispatches/{id}."))


class PromiseMade(BaseModel):
    """A promise of the next update."""

    id: str
    due_at: Moment


class Published(BaseModel):
    """What came of a POST; a draft has no dispatch and no promise."""

    id: str = Field(description=_("The outage, or the draft."))
    url: str = Field(description=_("Its page for readers; of a draft, its page at the desk."))
    number: int | None = Field(None, description=_("The number of this word; none for a draft."))
    dispatch: DispatchName | None = None
    promise: PromiseMade | None = None


class PromiseState(PromiseMade):
    """A promise and what came of it."""

    state: Literal["made", "kept", "late", "renegotiated", "withdrawn"]
    made_at: Moment
    kept_at: Moment | None = None


class UpdateOut(BaseModel):
    """One numbered word as published; parts that it does not have are null."""

    number: int
    step: StepName
    published_at: Moment
    corrected: bool = Field(description=_("Whether a mistake in it was mended since."))
    news: Bilingual | None = None
    works: Bilingual | None = None
    not_yet: Bilingual | None = None
    symptom: Bilingual | None = None
    affected: Bilingual | None = None
    workaround: Bilingual | None = None
    doing: Bilingual | None = None
    audience_texts: dict[str, dict[str, Bilingual]] = Field(
        default_factory=dict, description=_("Other words for some, by the slug of their audience.")
    )
    dispatch: DispatchName | None = None
    promise: PromiseMade | None = None


class OutageOut(BaseModel):
    """One outage as published."""

    id: str
    url: str
    kind: KindName
    state: StateName
    title: Bilingual
    services: list[str]
    places: list[str] = Field(description=_("None means everywhere."))
    audiences: list[str] = Field(description=_("None means those of the services."))
    since: Moment | None
    scheduled_for: Moment | None
    scheduled_until: Moment | None
    published_at: Moment
    changed_at: Moment
    resolved_at: Moment | None
    merged_into: str | None = Field(description=_("The outage with which it was joined."))
    promise: PromiseMade | None = Field(description=_("The promise that is still open."))


class OutageWithWords(OutageOut):
    """One outage with every word that was said, newest first, and every promise."""

    updates: list[UpdateOut]
    promises: list[PromiseState]


class OutagePage(BaseModel):
    """A page of outages, newest first."""

    items: list[OutageOut]
    next: str | None = Field(description=_("The address of the next page; null on the last one."))
