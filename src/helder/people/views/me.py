"""One's own page: details, what other modules know, and everything that is kept."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from helder.kit.registry import declared
from helder.people import actions
from helder.people.forms import DetailsForm
from helder.people.permissions import needs, person_of
from helder.people.queries import everything_about
from helder.people.signin import has_second_step


@needs("own.edit")
def me(request: HttpRequest) -> HttpResponse:
    """My details; what other modules know about me stands below as cards."""
    person = person_of(request)
    form = DetailsForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        person.refresh_from_db()
        actions.choose(person, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("people:me")
    cards = [(card.template, card.context(request)) for card in declared("me_cards")]
    context = {"form": form, "cards": cards, "second_step": has_second_step(person)}
    return render(request, "people/me.html", context)


@require_safe
@needs("own.edit")
def export(request: HttpRequest) -> HttpResponse:
    """Everything that Helder keeps of me, as a file."""
    kept = everything_about(person_of(request))
    answer = JsonResponse(kept, json_dumps_params={"indent": 2, "ensure_ascii": False})
    answer["Content-Disposition"] = 'attachment; filename="helder-my-data.json"'
    answer["Cache-Control"] = "no-store"
    return answer
