"""Tokens of the API in the desk: make one (shown once), revoke one."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from helder.people import tokens
from helder.people.forms import TokenForm
from helder.people.models import ApiToken
from helder.people.permissions import needs, person_of


@never_cache
@needs("people.edit")
def clients(request: HttpRequest) -> HttpResponse:
    """All tokens, and the form for a new one; the answer to the form shows it, once."""
    form, plain, scim = TokenForm(request.POST or None), "", False
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        _token, plain = tokens.create(cleaned["name"], cleaned["scopes"], person_of(request))
        scim = tokens.SCIM in cleaned["scopes"]
        form = TokenForm()
    rows = ApiToken.objects.select_related("made_by").order_by("revoked_at", "-created_at")
    shown = [(token, tokens.in_words(token.scopes)) for token in rows]
    address = f"{settings.BASE_URL}/scim/v2" if scim else ""
    context = {"form": form, "plain": plain, "rows": shown, "scim": address}
    return render(request, "people/tokens.html", context)


@require_POST
@needs("people.edit")
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """From now on it opens nothing."""
    if tokens.revoke(get_object_or_404(ApiToken, pk=pk), by=person_of(request)):
        messages.success(request, _("The token no longer works."))
    return redirect("people:tokens")
