"""What somebody else did in the meantime: nothing is said twice, and nothing is claimed that did
not happen."""

from __future__ import annotations

import pytest

from helder.journal.models import Entry
from helder.kit.ids import public_id
from helder.messages import actions as messages
from helder.messages.models import Message
from helder.outages import actions
from helder.outages.history import PastIncident, Unreadable, read_incident
from helder.outages.models import Outage
from tests.cast import Cast, soon
from tests.outages.composing import page_of, send, signed_in, typed
from tests.outages.told import tell, visitor, word

AT = "2026-03-01T12:00:00+00:00"


def incident(*words: str) -> PastIncident:
    """An incident of another status page that is over, with these updates."""
    updates = [
        {"id": name, "status": "resolved", "body": "It works again.", "created_at": AT}
        for name in words
    ]
    raw = {
        "id": "i1", "name": "Old trouble", "status": "resolved", "impact": "minor",
        "started_at": AT, "created_at": AT, "resolved_at": AT, "incident_updates": updates,
    }  # fmt: skip
    return read_incident(raw, "page")


def test_a_published_draft_cannot_be_thrown_away(cast: Cast) -> None:
    carol, draft = signed_in(cast.carol), public_id()
    send(carol, draft=draft)
    answer = send(carol, "discard", draft=draft)
    assert answer.status_code == 302
    assert "thrown away" not in page_of(carol.get(answer.headers["Location"]))  # type: ignore[arg-type]
    assert not Entry.objects.filter(verb="draft.discarded").exists()


def test_a_published_draft_is_not_said_to_wait_again(cast: Cast) -> None:
    carol, draft = signed_in(cast.carol), public_id()
    send(carol, draft=draft)
    send(carol, "unschedule", draft=draft)
    assert not Entry.objects.filter(verb="draft.unscheduled").exists()
    with pytest.raises(messages.AlreadyPublished):
        messages.schedule(Message.objects.get(), soon(), by=cast.carol)


def test_a_draft_that_a_colleague_threw_away_is_kept_again(cast: Cast) -> None:
    draft = public_id()
    typed(signed_in(cast.carol), "save", draft=draft)
    send(signed_in(cast.bob), "discard", draft=draft)
    typed(signed_in(cast.carol), "save", draft=draft, version=2)
    assert Message.objects.get().form["fields"]["symptom_nl"] == ["De wifi doet het niet."]


def test_an_imported_outage_that_came_back_is_not_mixed_with_a_later_import(cast: Cast) -> None:
    assert actions.bring_in(incident("u1"), [cast.wifi], lang="en") == "added"
    assert actions.bring_in(incident("u1", "u2"), [cast.wifi], lang="en") == "changed"
    outage = Outage.objects.get()
    actions.reopen(outage, word(soon(), main="news"), by=cast.carol)
    actions.update(outage, word(soon(60), main="news"), by=cast.carol)
    assert actions.bring_in(incident("u1", "u2", "u3"), [cast.wifi], lang="en") == "unchanged"
    assert sorted(outage.updates.values_list("number", flat=True)) == [1, 2, 3, 4]
    outage.refresh_from_db()
    assert outage.state == Outage.State.RUNNING


def test_a_name_that_the_coach_stops_is_said_at_joining(cast: Cast) -> None:
    outage, other = tell(cast), tell(cast, services=[cast.mail])
    Outage.objects.filter(pk=outage.pk).update(title={"nl": "De leverancier is schuldig!"})
    carol = signed_in(cast.carol)
    answer = carol.post(f"/desk/outages/{outage.public_id}/merge/", {"into": other.public_id})
    assert answer.status_code == 422
    assert "The coach stops a sentence" in page_of(answer)  # type: ignore[arg-type]
    outage.refresh_from_db()
    assert outage.state == Outage.State.RUNNING


def test_signs_that_a_database_refuses_reach_none(cast: Cast) -> None:
    anybody, alice = visitor(), visitor(cast.alice)
    assert anybody.get("/status/history/?service=%00").status_code == 404
    assert anybody.get("/status/a%00/").status_code == 404
    for path in ("/desk/outages/?q=%00", "/desk/people/?q=%00", "/desk/journal/?about=%00",
                 "/desk/outages/new?draft=%00"):  # fmt: skip
        answer = alice.get(path)
        assert answer.status_code == 200
        assert "\0" not in "".join(answer.wsgi_request.GET.values())
    typed(signed_in(cast.carol), "save", symptom_nl="De wifi\0 doet het niet.", page="p\0")
    kept = Message.objects.get().form
    assert "\0" not in repr(kept).encode().decode("unicode_escape")


def test_an_import_brings_in_no_signs_that_break_the_feed(cast: Cast) -> None:
    past = incident("u1")
    raw = {"id": "i2", "name": "Old\x0b trouble", "status": "resolved", "impact": "minor",
           "started_at": AT, "created_at": AT, "incident_updates": [
               {"id": "u9", "status": "resolved", "body": "It\x00 works\x0b.", "created_at": AT}
           ]}  # fmt: skip
    for one in (past, read_incident(raw, "page")):
        actions.bring_in(one, [cast.wifi], lang="en")
    answer = visitor().get("/status/feed.atom")
    assert answer.status_code == 200
    assert "It works." in answer.content.decode()
    assert "Old trouble" in answer.content.decode()
    with pytest.raises(Unreadable, match="longer than 200"):
        read_incident({**raw, "id": "i" * 200}, "page")
