"""Lists: a filter, an order, a page.

Owns: what `filter`, `sortBy`, `startIndex` and `count` do. Refuses: how one row looks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from scim2_models import InvalidPathException, ListResponse, ResponseParameters, SearchRequest

from helder.people.scim.filters import SORTED_BY, check
from helder.people.scim.shapes import LONGEST_PAGE, PAGE, POLICY

FURTHEST = 10**9
LIST = str(ListResponse.__schema__)
ASKED = (
    "filter",
    "sortBy",
    "sortOrder",
    "startIndex",
    "count",
    *("attributes",),
    "excludedAttributes",
)


def asked(request: HttpRequest) -> SearchRequest[Any]:
    """What the address asks for. Raises ValidationError, InvalidFilterException."""
    return search({name: request.GET[name] for name in ASKED if request.GET.get(name)})


def search(found: dict[str, Any]) -> SearchRequest[Any]:
    """What a search asks for. Raises ValidationError, InvalidFilterException."""
    if "filter" in found:
        check(str(found["filter"]))
    request: SearchRequest[Any] = SearchRequest.model_validate(
        {name: value for name, value in found.items() if name in ASKED}, scim_policy=POLICY
    )
    return request


def wanted(request: HttpRequest) -> ResponseParameters[Any]:
    """Which attributes of one resource are asked for."""
    names = ("attributes", "excludedAttributes")
    found: ResponseParameters[Any] = ResponseParameters.model_validate(
        {name: request.GET[name] for name in names if request.GET.get(name)}
    )
    return found


def page(
    rows: QuerySet[Any],
    request: SearchRequest[Any],
    condition: Callable[[str], Q],
    show: Callable[[QuerySet[Any], ResponseParameters[Any]], list[dict[str, Any]]],
) -> dict[str, Any]:
    """One page of these rows as a ListResponse. Raises SCIMException."""
    if request.filter is not None:
        rows = rows.filter(condition(str(request.filter)))
    start = min(request.start_index or 1, FURTHEST)
    count = min(PAGE if request.count is None else request.count, LONGEST_PAGE)
    total = rows.count()
    some = _ordered(rows, request)[start - 1 : start - 1 + count] if count else rows.none()
    return listed(show(some, request), total, start)


def listed(resources: list[dict[str, Any]], total: int, start: int) -> dict[str, Any]:
    """A ListResponse."""
    return {
        "schemas": [LIST],
        "totalResults": total,
        "startIndex": start,
        "itemsPerPage": len(resources),
        "Resources": resources,
    }


def _ordered(rows: QuerySet[Any], request: SearchRequest[Any]) -> QuerySet[Any]:
    if request.sort_by is None:
        return rows
    known = SORTED_BY[rows.model]
    name = str(request.sort_by).rpartition(":")[2]
    found = next((field for one, field in known.items() if one.lower() == name.lower()), None)
    if found is None:
        raise InvalidPathException(
            detail=gettext("Cannot sort on %(name)s. Known: %(known)s.")
            % {"name": name, "known": ", ".join(known)}
        )
    field = F(found)
    down = request.sort_order == SearchRequest.SortOrder.descending
    return rows.order_by(field.desc(nulls_first=True) if down else field.asc(nulls_last=True), "pk")
