"""What JSON from outside may hold: texts per language and moments with their offset.

Owns: the types that requests and answers of the API share. Refuses: judging what a text says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from django.utils import timezone
from django.utils.translation import gettext
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    WithJsonSchema,
)

from helder.kit.texts import LANGUAGES

Language = Literal["nl", "en"]
Bilingual = dict[Language, str]
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
FIRST_YEAR, LAST_YEAR = 1990, 2100


def read_moment(value: object) -> datetime:
    """A moment from ISO 8601 with an offset. Raises ValueError with a sentence."""
    if not isinstance(value, str) or len(value) > 64:
        raise ValueError(gettext("Write a time such as 2026-11-22T14:00:00+01:00."))
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError(gettext("Write a time such as 2026-11-22T14:00:00+01:00.")) from None
    if moment.tzinfo is None:
        raise ValueError(
            gettext(
                "This time has no offset, so nobody knows which hour it is. Write it with the "
                "offset, such as 2026-11-22T14:00:00+01:00 or 2026-11-22T13:00:00Z."
            )
        )
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(gettext("This year cannot be right. Check the date."))
    return moment.astimezone(UTC)


def write_moment(moment: datetime) -> str:
    """The moment in the organisation's time zone, with its offset."""
    return timezone.localtime(moment).isoformat()


Moment = Annotated[
    datetime,
    BeforeValidator(lambda value: value if isinstance(value, datetime) else read_moment(value)),
    PlainSerializer(write_moment, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


def _storable(text: str) -> str:
    if UNSTORABLE.search(text):
        raise ValueError(gettext("This text holds signs that no screen can show. Type it again."))
    return text


Storable = Annotated[str, AfterValidator(_storable)]


class Strict(BaseModel):
    """A request: a field that does not exist is a mistake of the writer, and is said."""

    model_config = ConfigDict(extra="forbid")


class Texts(Strict):
    """The same words in one or both languages: {"nl": "…", "en": "…"}."""

    nl: str | None = None
    en: str | None = None

    def filled(self) -> dict[str, str]:
        """Only the languages in which something is written; the coach's offsets stay true."""
        said = {"nl": self.nl or "", "en": self.en or ""}
        return {lang: text.rstrip() for lang, text in said.items() if text.strip()}


def filled(texts: Mapping[str, Any] | None) -> Any:
    """A text of the database as an answer gives it: the written languages only."""
    return {lang: texts[lang] for lang in LANGUAGES if texts and texts.get(lang)}
