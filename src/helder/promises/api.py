"""The register of promises over the API; read only, promises are made by what is published."""

from __future__ import annotations

from typing import Annotated

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Query, Router

from helder.kit import clock, cursors
from helder.kit.payloads import filled
from helder.people.clients import needs
from helder.promises.models import Promise, PromiseQuerySet
from helder.promises.schemas import Outcome, PromiseOut, PromisePage

router = Router(tags=[_("Promises")])


@router.get(
    "/promises",
    response=PromisePage,
    summary=_("Read the register of promises"),
    description=_("Every promise that IT made, with what came of it."),
    operation_id="list_promises",
    **needs("promises:read"),
)
def list_promises(
    request: HttpRequest,
    state: Annotated[Outcome | None, Query(description=_("Only these."))] = None,
    cursor: Annotated[str, Query(description=_("“next” of the page before."))] = "",
    limit: Annotated[int, Query(ge=1, le=200, description=_("How many on a page."))] = 50,
) -> PromisePage:
    """One page, filtered."""
    rows = _with_outcome(state).select_related("moved_to")
    found, following = cursors.page(rows, "due_at", cursor, limit)
    return PromisePage(
        items=[_promise_out(promise) for promise in found],
        next=cursors.next_address(request, following),
    )


def _with_outcome(state: Outcome | None) -> PromiseQuerySet:
    """Those for which Promise.outcome() says this now."""
    now, rows = clock.now(), Promise.objects.all()
    if state is None:
        return rows
    if state == "late":
        return rows.late(now)
    if state == "made":
        return rows.open().filter(due_at__gte=now)
    if state == "kept":
        return rows.filter(state=Promise.State.KEPT, kept_at__lte=F("due_at"))
    return rows.filter(state=state)


def _promise_out(promise: Promise) -> PromiseOut:
    return PromiseOut(
        id=promise.public_id,
        kind=promise.kind,
        state=promise.outcome(),  # type: ignore[arg-type]
        what=filled(promise.what),
        about=promise.subject,
        url=settings.BASE_URL + promise.url if promise.url else None,
        made_at=promise.made_at,
        due_at=promise.due_at,
        kept_at=promise.kept_at,
        closed_at=promise.closed_at,
        reason=filled(promise.reason),
        moved_to=promise.moved_to.public_id if promise.moved_to else None,
    )
