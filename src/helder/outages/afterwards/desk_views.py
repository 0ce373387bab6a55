"""The desk's side of a look back: writing it in the composer, keeping its promises, reading what
people thought of it."""

from __future__ import annotations

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from helder.messages.actions import Blocked
from helder.outages.afterwards import actions, queries
from helder.outages.afterwards import opinions as counting
from helder.outages.afterwards.forms import ChangeForm
from helder.outages.afterwards.reading import Reading
from helder.outages.composer import intent as composer
from helder.outages.composer import views as composing
from helder.outages.composer.intent import About
from helder.outages.models import Change, Outage, Review
from helder.outages.rules import Refused
from helder.people.models import Person
from helder.people.permissions import needs, person_of


@needs("message.publish")
def look_back(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write it; when it is there already, correct it."""
    outage = get_object_or_404(Outage, public_id=public_id)
    review = Review.objects.filter(outage=outage).select_related("message").first()
    if request.method != "POST" and review is not None:
        if request.GET.get("draft") == review.message.public_id:
            return composing.already(request, review.message)
        return redirect("outage_desk:correct_look_back", public_id)
    return composing.compose(request, About(composer.LOOK_BACK, outage))


@needs("message.publish")
def correct(request: HttpRequest, public_id: str) -> HttpResponse:
    """Mend a mistake in it."""
    review = get_object_or_404(Review.objects.select_related("outage"), outage__public_id=public_id)
    return composing.compose(request, About(composer.MEND, review.outage))


@needs("promise.move")
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """One thing that we said would be different: it is so, it becomes later, or it will not be."""
    rows = Change.objects.select_related("promise", "owner", "review__outage", "review__message")
    row = get_object_or_404(rows, pk=pk)
    form = ChangeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _done(row, form, person_of(request)):
        notices.success(request, gettext("Done. Readers see it on the page and in the register."))
        return redirect("outage_desk:outage", row.review.outage.public_id)
    status = composing.UNFIT if form.errors else 200
    context = {"row": row, "form": form, "outage": row.review.outage}
    return render(request, "outages/afterwards/change.html", context, status=status)


def _done(row: Change, form: ChangeForm, by: Person) -> bool:
    verb, data = form.cleaned_data["do"], form.cleaned_data
    try:
        if verb == ChangeForm.KEEP:
            actions.keep(row, by=by)
        elif verb == ChangeForm.WITHDRAW:
            actions.withdraw(row, reason=form.reason(), by=by)
        elif data["day"] is None:
            raise Refused({"day": gettext("Choose the new day.")})
        else:
            actions.move(row, data["day"], reason=form.reason(), by=by)
    except Refused as error:
        for name, sentence in error.errors.items():
            form.add_error({"reason": "reason_nl"}.get(name, name) or None, sentence)
        return False
    except Blocked as error:
        for field, found in error.findings.items():
            form.add_error(field.replace(".", "_"), found[0]["why"])
        return False
    return True


@needs("message.write")
def opinions(request: HttpRequest, public_id: str) -> HttpResponse:
    """How readers thought that we told of it, with their own words; nobody knows whose."""
    review = queries.one(public_id)
    if review is None:
        return redirect("outage_desk:outage", public_id)
    context = {
        "reading": Reading(review),
        "outage": review.outage,
        "figures": counting.figures(review),
        "reasons": counting.reasons(review),
        "enough": counting.ENOUGH,
    }
    return render(request, "outages/afterwards/opinions.html", context)
