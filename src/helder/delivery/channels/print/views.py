"""A message that was sent, as a PDF to print."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from helder.delivery.channels.print.notice import SIZES, CannotPrint, make
from helder.delivery.letters import LOCALES, letter_for
from helder.delivery.models import Dispatch
from helder.organisation.queries import current
from helder.people.permissions import needs


@require_safe
@needs("delivery.see")
def notice(request: HttpRequest, public_id: str) -> HttpResponse:
    """The notice; `?size=a3`, `?lang=en` and `?text=2` (the second audience's) choose; else it is
    A4 in the reader's language, with the text for everybody."""
    dispatch = get_object_or_404(Dispatch, public_id=public_id)
    size = request.GET.get("size", "")
    size = size if size in SIZES else SIZES[0]
    asked = request.GET.get("lang", "")
    text = request.GET.get("text", "")
    content = dispatch.content_of(int(text) if text.isdecimal() and len(text) < 4 else 0)
    locale, letter = letter_for(content, asked if asked in LOCALES else get_language() or "nl")
    try:
        made = make(letter, locale, current(), size)
    except CannotPrint:
        messages.error(
            request,
            _(
                "This server cannot make a PDF yet. The administrator can add it: "
                "install the package pango (libpangoft2-1.0-0 on Debian)."
            ),
        )
        return redirect("delivery:one", public_id=public_id)
    answer = HttpResponse(made.pdf, content_type="application/pdf")
    name = f"{dispatch.public_id}-{size}-{locale}.pdf"
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
