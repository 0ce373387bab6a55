"""What the coach is asked over the API, and its result object."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from django.utils.translation import gettext_noop as _
from pydantic import BaseModel, Field

from helder.kit.payloads import Storable, Strict


class TextToRead(Strict):
    """One message for the coach to read."""

    text: Storable = Field(max_length=50_000, description=_("The message as readers would get it."))
    kind: Literal["outage", "change", "newsletter", "ticket", "general"] = Field(
        "general", description=_("What sort of message it is.")
    )
    lang: Literal["auto", "nl", "en"] = Field("auto", description=_("Its language."))


class FindingOut(BaseModel):
    """One remark about one stretch of a text."""

    rule: str = Field(description=_("Such as “guard.blame” or “jargon.word”."))
    level: Literal["block", "ask", "info"] = Field(
        description=_("block: publishing stops. ask: a soft question. info: good to know.")
    )
    start: int = Field(description=_("Where it begins, in characters of the text as given."))
    end: int
    excerpt: str
    why: str = Field(description=_("Why it hurts, in the language of Accept-Language."))
    suggestion: str = Field(description=_("What to write instead; may be empty."))


class ReadabilityOut(BaseModel):
    """How easily a text reads; A2 and B1 are plain."""

    level: Literal["A2", "B1", "B2", "C1"]
    score: float
    words: int
    sentences: int
    verdict: Literal["easy", "effort"] = Field(description=_("Easy is A2 or B1."))
    causes: list[str] = Field(description=_("The words that cost effort, the worst first."))
    formulas: dict[str, float] = Field(description=_("For display; they decide nothing."))


class TimeOut(BaseModel):
    """A time that the text names."""

    start: int
    end: int
    excerpt: str
    about: Literal["message", "repair", "plan"] = Field(
        description=_("The next message, the repair, or something planned.")
    )
    at: datetime | None


class CoachResult(BaseModel):
    """Everything that the coach has to say about one text."""

    lang: Literal["nl", "en"]
    kind: Literal["outage", "change", "newsletter", "ticket", "general"]
    findings: list[FindingOut]
    missing: list[str] = Field(description=_("What readers will look for and not find."))
    readability: ReadabilityOut
    times: list[TimeOut]
