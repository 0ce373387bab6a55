"""The pages of the demo's mailbox: every mail that was sent, as its reader got it."""

from __future__ import annotations

import base64
from email.message import EmailMessage
from email.utils import make_msgid, parseaddr
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from helder.config.demo.mailbox import Mailbox
from helder.delivery.inbound import intake
from helder.delivery.inbound.addresses import replied_to
from helder.delivery.models import Screen

PER_PAGE = 30
OWN_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
"""A mail carries its style inside; it may fetch nothing and run nothing."""


@lru_cache(maxsize=2)
def _mailbox(home: Path) -> Mailbox:
    return Mailbox(home)


@require_GET
def all_mail(request: HttpRequest) -> HttpResponse:
    """The list, searched by recipient and subject."""
    words = request.GET.get("q", "").strip()
    found = [mail for mail in _mailbox(settings.HOME).all() if mail.matches(words)]
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "words": words, "screens": Screen.objects.all()}
    return render(request, "demo/mailbox.html", context)


@require_GET
def one_mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail: who, what, its text and its headers."""
    mail = _found(name)
    plain = mail.get_body(("plain",))
    context = {
        "name": name,
        "subject": str(mail["subject"] or ""),
        "to": str(mail["to"] or ""),
        "sender": str(mail["from"] or ""),
        "date": str(mail["date"] or ""),
        "headers": [(key, str(value)) for key, value in mail.items()],
        "text": plain.get_content() if plain is not None else "",
        "has_html": mail.get_body(("html",)) is not None,
        "can_reply": replied_to(_reply_address(mail)) is not None,
    }
    return render(request, "demo/mail.html", context)


@require_POST
def reply(request: HttpRequest, name: str) -> HttpResponse:
    """What the reader of a mail would write back; it comes in as a mail would."""
    mail, text = _found(name), request.POST.get("text", "").strip()
    if text:
        intake.take(_written_back(mail, text), (), parseaddr(str(mail["to"]))[1])
        messages.success(request, _("Your reply has arrived. You find it on the desk."))
    return redirect("demo:mail", name=name)


def _written_back(mail: EmailMessage, text: str) -> bytes:
    answer = EmailMessage()
    answer["From"], answer["To"] = str(mail["to"]), str(mail["reply-to"])
    answer["Subject"] = f"Re: {mail['subject']}"
    answer["Message-ID"] = make_msgid(domain="demo.invalid")
    answer["In-Reply-To"] = str(mail["message-id"])
    answer.set_content(text)
    return answer.as_bytes()


def _reply_address(mail: EmailMessage) -> str:
    return parseaddr(str(mail["reply-to"] or ""))[1]


@require_GET
@xframe_options_sameorigin
def mail_html(_request: HttpRequest, name: str) -> HttpResponse:
    """The HTML of one mail, for the frame, under a policy of its own."""
    mail = _found(name)
    html = mail.get_body(("html",))
    if html is None:
        raise Http404
    response = HttpResponse(_with_pictures(html.get_content(), mail))
    response.headers["Content-Security-Policy"] = OWN_POLICY
    response._csp_exempt = True  # type: ignore[attr-defined]
    return response


def _found(name: str) -> EmailMessage:
    mail = _mailbox(settings.HOME).open(name) if settings.DEMO else None
    if mail is None:
        raise Http404
    return mail


def _with_pictures(html: str, mail: EmailMessage) -> str:
    """The pictures that travel inside the mail, put where it refers to them."""
    for part in mail.walk():
        name = str(part["content-id"] or "").strip("<> ")
        if name and part.get_content_maintype() == "image":
            raw = part.get_payload(decode=True)
            data = base64.b64encode(raw if isinstance(raw, bytes) else b"").decode()
            html = html.replace(f"cid:{name}", f"data:{part.get_content_type()};base64,{data}")
    return html
