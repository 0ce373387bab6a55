"""The desk's pages of templates: the list, one of them, the first set, one made of an outage."""

from __future__ import annotations

from django.contrib import messages as notices
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from helder.messages.actions import Blocked
from helder.outages.models import Outage, Template
from helder.outages.readymade import actions, queries
from helder.outages.readymade.forms import TemplateForm, of_template, of_wanted
from helder.people.permissions import needs, person_of

UNFIT = 422


@needs("desk.see")
def templates(request: HttpRequest) -> HttpResponse:
    """All templates."""
    return render(request, "outages/readymade/list.html", {"rows": queries.listed()})


@needs("message.publish")
def template(request: HttpRequest, slug: str = "") -> HttpResponse:
    """One template, or a new one; `?outage=` begins with the words of that outage."""
    row = get_object_or_404(Template, slug=slug) if slug else Template()
    if request.method != "POST":
        return _page(request, row, TemplateForm(initial=_initial(request, row)))
    form = TemplateForm(request.POST)
    form.full_clean()
    form.listen()
    if request.POST.get("do") == "check" or form.errors:
        return _page(request, row, form, UNFIT if form.errors else 200)
    try:
        actions.save(row, form.wanted(), by=person_of(request))
    except Blocked:
        return _page(request, row, form, UNFIT, blocked=True)
    notices.success(request, gettext("Saved."))
    return redirect("readymade:templates")


def _initial(request: HttpRequest, row: Template) -> dict[str, object]:
    if row.pk:
        return of_template(row)
    named = Outage.objects.filter(public_id=request.GET.get("outage", "")).first()
    return of_wanted(actions.of_outage(named)) if named else {}


def _page(
    request: HttpRequest, row: Template, form: TemplateForm, status: int = 200, **more: bool
) -> HttpResponse:
    context = {"row": row, "form": form, **more}
    return render(request, "outages/readymade/edit.html", context, status=status)


@require_POST
@needs("message.publish")
def starters(request: HttpRequest) -> HttpResponse:
    """Makes the first templates for services that have none."""
    made = actions.make_starters(by=person_of(request))
    said = ngettext("%(n)d template is made.", "%(n)d templates are made.", made) % {"n": made}
    notices.success(request, f"{said} {gettext('Read them once: you know your services better.')}")
    return redirect("readymade:templates")


@require_POST
@needs("message.publish")
def remove(request: HttpRequest, slug: str) -> HttpResponse:
    """Takes a template away."""
    row = get_object_or_404(Template, slug=slug)
    try:
        actions.remove(row, by=person_of(request))
    except ProtectedError:
        said = gettext(
            "A monitor publishes with this template. Change the rule of the monitor first."
        )
        notices.error(request, said)
        return redirect("readymade:template", slug)
    notices.success(request, gettext("The template is removed."))
    return redirect("readymade:templates")
