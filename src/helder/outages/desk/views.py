"""The desk's pages of outages: the list, one outage with all that was said, joining two, and the
second person's page.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages as notices
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from helder.messages import actions as messages
from helder.messages.cards import draft_line
from helder.messages.models import Message
from helder.messages.queries import drafts as all_drafts
from helder.messages.queries import writers
from helder.messages.reactions.desk.lines import remarks
from helder.messages.review import review
from helder.outages import actions, panels
from helder.outages.composer import approvals, drafts, sheet
from helder.outages.composer import views as composing_views
from helder.outages.composer.forms import ApproveForm, MergeForm
from helder.outages.desk import queries as desk_queries
from helder.outages.listing import listed, rows
from helder.outages.long import asides
from helder.outages.models import Outage
from helder.outages.rules import Refused
from helder.people.permissions import needs, person_of

PER_PAGE = 25


@needs("desk.see")
def outages(request: HttpRequest) -> HttpResponse:
    """What runs, what is planned, what is being written, and what is over."""
    search = request.GET.get("q", "")
    pages = Paginator(desk_queries.past(search), PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    running = listed()
    context = {
        "search": search,
        "page": page,
        "past": rows(page.object_list),
        "running": rows(running.current().order_by("-since")),
        "planned": rows(running.planned()),
        "drafts": [draft_line(message, request.user) for message in all_drafts()[:30]],
    }
    return render(request, "outages/desk/list.html", context)


@needs("desk.see")
def outage(request: HttpRequest, public_id: str) -> HttpResponse:
    """One outage: its facts, its promise, everything that was said, and what one can do."""
    found = get_object_or_404(listed().select_related("deputy"), public_id=public_id)
    context = {
        "outage": found,
        "promise": actions.open_promise(found),
        "said": desk_queries.said(found),
        "word": desk_queries.record_of_word(found),
        "drafts": [
            draft_line(message, request.user)
            for message in all_drafts().filter(subject=found.subject)
        ],
        "absorbed": list(found.absorbed.all()),
        "others": Outage.objects.others_to_join(found).exists(),
        "panels": panels.filled(panels.DESK, request, found),
    }
    return render(request, "outages/desk/outage.html", context)


@needs("message.publish")
def merge(request: HttpRequest, public_id: str) -> HttpResponse:
    """Two outages turn out to be one."""
    found = get_object_or_404(Outage, public_id=public_id)
    form = MergeForm(_sent(request), outage=found)
    if form.is_valid():
        try:
            actions.merge(found, form.cleaned_data["into"], by=person_of(request))
        except Refused as error:
            for sentence in error.errors.values():
                form.add_error("into", sentence)
        except messages.Blocked:
            form.add_error(
                "into", gettext("The coach stops a sentence in the name of one of them.")
            )
        else:
            notices.success(request, gettext("Joined. Readers are pointed to the other one."))
            return redirect("outage_desk:outage", form.cleaned_data["into"].public_id)
    status = composing_views.UNFIT if form.errors else 200
    context = {"outage": found, "form": form}
    return render(request, "outages/desk/merge.html", context, status=status)


@needs("message.let_through")
def approve(request: HttpRequest, public_id: str) -> HttpResponse:
    """A second person reads a blocked text, and lets it through with a reason or not."""
    draft = get_object_or_404(Message, public_id=public_id)
    if draft.state != Message.State.DRAFT:
        return composing_views.already(request, draft)
    form = ApproveForm(_sent(request))
    if form.is_valid():
        answer = _approve(request, draft, form)
        if answer is not None:
            return answer
    return _approval_page(request, draft, form)


def _approve(request: HttpRequest, draft: Message, form: ApproveForm) -> HttpResponse | None:
    try:
        done = approvals.approve(
            draft,
            version=form.cleaned_data["version"] or 0,
            reason=form.cleaned_data["reason"],
            by=person_of(request),
        )
    except messages.AlreadyPublished as before:
        return composing_views.already(request, before.message)
    except messages.NotAllowed:
        form.add_error(None, gettext("You wrote this text, so somebody else must decide."))
        return None
    except (drafts.Gone, asides.Gone):
        return None
    except messages.Outdated:
        form.add_error(
            None, gettext("The text was changed while you were reading. Read it once more.")
        )
        draft.refresh_from_db()
        return None
    except messages.Blocked:
        form.add_error(None, gettext("The words of a moved promise cannot be let through."))
        return None
    except Refused as error:
        for sentence in error.errors.values():
            form.add_error(None, sentence)
        return None
    notices.success(request, gettext("Let through and published. The author hears of it."))
    return redirect("outage_desk:outage", public_id=done.public_id)


def _approval_page(request: HttpRequest, draft: Message, form: ApproveForm) -> HttpResponse:
    try:
        if asides.is_one(draft):
            return _aside_page(request, draft, form)
        about, filled = drafts.bound(draft)
    except (drafts.Gone, asides.Gone):
        notices.warning(request, gettext("The outage of this draft no longer exists."))
        return redirect("outage_desk:outages")
    context: dict[str, Any] = sheet.reviewed(about, filled)
    context |= {
        "draft": draft,
        "filled": filled,
        "form": form,
        "problems": sheet.problems(filled),
        "own": request.user.pk in writers(draft),
        "edit_url": composing_views.address(about) + f"?draft={draft.public_id}",
    }
    status = composing_views.UNFIT if form.errors else 200
    return render(request, "outages/desk/approve.html", context, status=status)


def _aside_page(request: HttpRequest, draft: Message, form: ApproveForm) -> HttpResponse:
    aside = asides.read(draft)
    found = review(draft.kind, aside.title, aside.texts).blocking
    context = {
        "draft": draft,
        "aside": aside,
        "name": gettext(asides.NAMES[aside.kind]),
        "texts": aside.shown,
        "stopped": remarks(finding for findings in found.values() for finding in findings),
        "form": form,
        "own": request.user.pk in writers(draft),
        "edit_url": f"{aside.path}?draft={draft.public_id}",
    }
    status = composing_views.UNFIT if form.errors else 200
    return render(request, "outages/long/aside.html", context, status=status)


def _sent(request: HttpRequest) -> QueryDict | None:
    """What was sent in, also when it is empty."""
    return request.POST if request.method == "POST" else None
