"""Pages of the desk: alerts with what became of them, monitors, and adding one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from helder.kit.ids import is_public_id, public_id
from helder.outages.models import Monitor
from helder.outages.monitors import actions, kinds, queries
from helder.outages.monitors.forms import AddForm, SettingsForm
from helder.people.permissions import needs, person_of

PER_PAGE, LATEST, UNFIT = 50, 10, 422


@require_safe
@needs("desk.see")
def alerts(request: HttpRequest) -> HttpResponse:
    """Every alert that came in, and what Helder did with it."""
    asked = {name: request.GET.get(name, "") for name in ("state", "monitor", "q")}
    found = queries.alerts(asked["state"] or queries.ALL, asked["monitor"], asked["q"])
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": queries.lines(page.object_list),
        "monitors": Monitor.objects.all(),
        **asked,
        "filtered": any(asked.values()),
    }
    return render(request, "outages/monitors/alerts.html", context)


@require_safe
@needs("house.edit")
def monitors(request: HttpRequest) -> HttpResponse:
    """All of them: when each was last heard, and what is wrong."""
    return render(request, "outages/monitors/list.html", {"rows": queries.monitors()})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs("house.edit")
def new(request: HttpRequest) -> HttpResponse:
    """Three questions, and then what to paste where."""
    form = AddForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _add(request, form)
    offered = kinds().values()
    status = UNFIT if form.errors else 200
    context = {"form": form, "kinds": offered}
    return render(request, "outages/monitors/new.html", context, status=status)


def _add(request: HttpRequest, form: AddForm) -> HttpResponse:
    data = form.cleaned_data
    key = data["key"] if is_public_id(data["key"]) else public_id()
    if Monitor.objects.filter(public_id=key).exists():
        return redirect("monitors:monitor", key)  # the same form, sent once more
    row = Monitor(public_id=key, kind=data["kind"], name=data["name"])
    token = actions.add(row, signed=data["signed"], by=person_of(request))
    return _page(request, row, token=token)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs("house.edit")
def monitor(request: HttpRequest, public_id: str) -> HttpResponse:
    """One of them: whether it is heard, its rules, its latest alerts, its settings."""
    row = get_object_or_404(Monitor, public_id=public_id)
    form = SettingsForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        actions.change(row, by=person_of(request), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("monitors:monitor", public_id)
    return _page(request, Monitor.objects.get(pk=row.pk), form=form)


@require_safe
@needs("house.edit")
def heard(request: HttpRequest, public_id: str) -> HttpResponse:
    """Whether it was heard, for the page that waits for it."""
    row = get_object_or_404(Monitor, public_id=public_id)
    return render(request, "outages/monitors/heard.html", {"monitor": row, "kind": _kind(row)})


@never_cache
@require_POST
@needs("house.edit")
def renew(request: HttpRequest, public_id: str) -> HttpResponse:
    """Another address; the earlier one opens nothing any more."""
    row = get_object_or_404(Monitor, public_id=public_id)
    return _page(request, row, token=actions.renew(row, by=person_of(request)))


@require_POST
@needs("house.edit")
def remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """Away, with its rules and alerts."""
    actions.remove(get_object_or_404(Monitor, public_id=public_id), by=person_of(request))
    messages.success(request, _("The monitor is removed. Drafts and outages stay."))
    return redirect("monitors:monitors")


def _page(
    request: HttpRequest, row: Monitor, *, token: str = "", form: SettingsForm | None = None
) -> HttpResponse:
    kind = _kind(row)
    context: dict[str, Any] = {
        "monitor": row,
        "kind": kind,
        "form": form or SettingsForm(instance=row),
        "rules": row.rules.select_related("service", "template").prefetch_related("places"),
        "lines": queries.lines(queries.alerts(monitor=row.public_id)[:LATEST]),
    }
    if token and kind is not None:
        path = reverse("monitors:hear", args=[kind.path, token])
        context["address"] = address = request.build_absolute_uri(path)
        context["snippets"] = kind.snippets(address, row.secret)
    status = UNFIT if form and form.errors else 200
    return render(request, "outages/monitors/monitor.html", context, status=status)


def _kind(row: Monitor) -> Any:
    return kinds().get(row.kind)
