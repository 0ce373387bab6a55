"""The desk's page of what people tell, what is done about a surge, and the posters."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from helder.delivery.channels.print.notice import CannotPrint
from helder.kit import clock
from helder.organisation.queries import current
from helder.outages.metoo import actions, cards, posters, queries
from helder.outages.metoo.forms import PosterForm
from helder.outages.metoo.sparkline import line
from helder.outages.models import Surge
from helder.people.permissions import needs, person_of

UNFIT = 422
DAY_HOURS = 24


@require_safe
@needs("desk.see")
def taps(request: HttpRequest) -> HttpResponse:
    """Surges, what people tell without a known outage, and the posters."""
    return _page(request, PosterForm(initial=_chosen(request)))


def _page(request: HttpRequest, form: PosterForm, status: int = 200) -> HttpResponse:
    start, end = clock.now() - timedelta(hours=DAY_HOURS), clock.now()
    context = {
        "card": cards.desk_card(request),
        "day": [(one, line(one.moments, start, end)) for one in queries.telling(DAY_HOURS)],
        "over": cards.past_surges(),
        "form": form,
    }
    return render(request, "outages/metoo/desk/taps.html", context, status=status)


def _chosen(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET[name] for name in ("service", "place") if name in request.GET}


@require_safe
@needs("desk.see")
def live(request: HttpRequest) -> HttpResponse:
    """The card of the day as it is now; a page that stays open asks for it."""
    answer = render(request, "outages/metoo/desk/card.html", {"card": cards.desk_card(request)})
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@needs("message.write")
def draft(request: HttpRequest, public_id: str) -> HttpResponse:
    """A draft with what the taps say; the same one the second time."""
    surge = get_object_or_404(Surge, public_id=public_id)
    if surge.outage is not None:
        notices.info(request, gettext("This outage was told already."))
        return redirect("outage_desk:outage", surge.outage.public_id)
    made = actions.draft(surge, by=person_of(request))
    return redirect("outage_desk:draft", made.public_id)


@require_POST
@needs("message.write")
def dismiss(request: HttpRequest, public_id: str) -> HttpResponse:
    """It is nothing."""
    surge = get_object_or_404(Surge.objects.select_related("service"), public_id=public_id)
    actions.dismiss(surge, by=person_of(request))
    notices.success(
        request, gettext("Noted: it is nothing. You hear of it again only if new people tell it.")
    )
    return redirect("me_too_desk:taps")


@require_safe
@needs("desk.see")
def poster(request: HttpRequest) -> HttpResponse:
    """A poster as PDF: `?service=wifi&place=noord&language=both&size=a3`."""
    form = PosterForm(request.GET)
    if not form.is_valid():
        return _page(request, form, UNFIT)
    said = form.cleaned_data
    names = {"slug": said["service"].slug}
    if said["place"]:
        names["place"] = said["place"].slug
    path = reverse("me_too:page_at" if said["place"] else "me_too:page", kwargs=names)
    wanted = posters.Poster(
        said["service"], said["place"], path, said["language"] or "both", said["size"] or "a4"
    )
    try:
        pdf = posters.make(wanted, current())
    except CannotPrint:
        notices.error(
            request,
            gettext(
                "This server cannot make a PDF yet. The administrator can add it: "
                "install the package pango (libpangoft2-1.0-0 on Debian)."
            ),
        )
        return redirect("me_too_desk:taps")
    answer = HttpResponse(pdf, content_type="application/pdf")
    file = "-".join(["me-too", *names.values(), wanted.language, wanted.size])
    answer["Content-Disposition"] = f'inline; filename="{file}.pdf"'
    return answer
