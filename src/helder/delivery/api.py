"""Dispatches over the API: how far the mails of one message are."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from ninja import Router

from helder.delivery.models import Dispatch
from helder.delivery.queries import counts
from helder.delivery.schemas import Counts, DispatchOut
from helder.kit.ids import is_public_id
from helder.kit.problems import NOT_FOUND, Problem
from helder.people.clients import needs

router = Router(tags=[_("Dispatches")])


@router.get(
    "/dispatches/{id}",
    response=DispatchOut,
    summary=_("Follow the mails of one update"),
    description=_("To how many the mails of one update go, and in which state each of them is."),
    operation_id="read_dispatch",
    **needs("dispatches:read"),
)
def read_dispatch(request: HttpRequest, id: str) -> DispatchOut:
    """One dispatch with its counts."""
    known = is_public_id(id)
    sent = Dispatch.objects.defer("content").filter(public_id=id).first() if known else None
    if sent is None:
        raise Problem(NOT_FOUND, gettext("There is no dispatch with this id."))
    counted = counts(sent)
    return DispatchOut(
        id=sent.public_id,
        state=sent.state,  # type: ignore[arg-type]
        about=sent.thread,
        number=sent.number,
        created_at=sent.created_at,
        addressed_at=sent.addressed_at,
        not_after=sent.not_after,
        total=sum(counted.values()),
        counts=Counts(**counted),
    )
