"""The coach over the API: reads a text and keeps nothing of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as _
from ninja import Router

from helder.messages.review import read_text
from helder.messages.schemas import CoachResult, TextToRead
from helder.people.clients import needs, once

router = Router(tags=[_("Coach")])


@router.post(
    "/coach",
    response={200: CoachResult},
    summary=_("Let the coach read a text"),
    description=_(
        "What stands in the way of the reader: the guard, what is missing, and how plainly it "
        "reads. Nothing is published. The text is not kept, except in the answer to an "
        "Idempotency-Key."
    ),
    operation_id="ask_coach",
    **needs("coach:use"),
)
def ask_coach(request: HttpRequest, text: TextToRead) -> HttpResponse:
    """The coach's result object."""
    return once(request, 200, lambda: CoachResult(**read_text(text.text, text.kind, text.lang)))
