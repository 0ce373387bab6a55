"""The desk screen of the channels: which there are, how each is doing, how it is set, a test."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from helder.delivery.channels import Kind, kinds
from helder.delivery.desk import actions, queries, trial
from helder.delivery.desk.forms import ChannelForm, is_for_rooms
from helder.delivery.switchboard import setting
from helder.people.permissions import needs, person_of


@require_GET
@needs("house.edit")
def channels(request: HttpRequest) -> HttpResponse:
    """All channels."""
    return render(request, "delivery/desk/channels.html", {"lines": queries.lines()})


@never_cache
@sensitive_post_parameters()
@needs("house.edit")
def channel(request: HttpRequest, slug: str) -> HttpResponse:
    """One channel: health, test, and its form."""
    kind = _kind(slug)
    form = ChannelForm(kind, setting(kind.name), request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.set_channel(
            kind,
            is_on=form.is_on_now,
            options=form.options(),
            per_minute=form.cleaned_data["per_minute"],
            by=person_of(request),
        )
        messages.success(request, _("Saved."))
        return redirect("delivery:channel", slug=slug)
    context = {"form": form, "line": queries.line(kind), "kind": kind}
    status = 422 if form.errors else 200
    return render(request, "delivery/desk/channel.html", context, status=status)


@require_POST
@needs("house.edit")
def channel_test(request: HttpRequest, slug: str) -> HttpResponse:
    """Sends a test to whoever asks."""
    kind = _kind(slug)
    if is_for_rooms(kind):
        return redirect("delivery:rooms")
    tell(request, trial.try_channel(kind, by=person_of(request)), kind)
    return redirect("delivery:channel", slug=slug)


def tell(request: HttpRequest, result: trial.Result, kind: Kind) -> None:
    """Says how a test went."""
    if result.ok:
        text = _("The test is sent: %(channel)s took it. Look whether it arrived.")
        messages.success(request, text % {"channel": kind.label})
    else:
        messages.error(request, _("The test did not go. %(why)s") % {"why": _(result.note)})


def _kind(slug: str) -> Kind:
    found = kinds().get(slug)
    if found is None:
        raise Http404
    return found
