"""A supplier stays inside: nobody but the desk ever reads its name, its people or what they said.

Everything about it gets words that stand nowhere else; then everything that somebody without a role
at the desk can get is read: every address, the API for readers, mails, feeds, exports.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from helder.delivery.models import Dispatch
from helder.outages import actions as outages
from helder.outages.afterwards import actions as afterwards
from helder.outages.afterwards import timeline
from helder.outages.afterwards.telling import Told, Wanted
from helder.outages.escalation import actions, tasks
from helder.outages.escalation.actions import Said
from helder.outages.models import Escalation, Outage
from helder.outages.rules import Word
from helder.outages.status import addresses
from helder.people import tokens
from helder.people.models import Person
from helder.promises.models import Promise
from helder.services.models import EscalationStep, Supplier
from tests.cast import Cast
from tests.outages.told import ago, tell

MARK = "zyxq"
SECRETS = {
    "name": f"Leverancier {MARK} BV",
    "phone": "0900 7775551",
    "contract": f"CONTRACT-{MARK}",
    "who": f"Dienstdoende {MARK}",
    "mail": f"nood@{MARK}.example",
    "spoke_to": f"Mevrouw {MARK}",
    "note": f"Notitie {MARK}",
    "case": f"ZAAK-{MARK}",
    "result": f"Afloop {MARK}",
    "reason": f"Reden {MARK}",
}
DIGITS = "7775551"


@pytest.fixture
def running(cast: Cast) -> Outage:
    """An outage for which the supplier was called in every way, and one that is over likewise."""
    Supplier.objects.filter(slug="nettec").update(
        name=SECRETS["name"], phone=SECRETS["phone"], contract=SECRETS["contract"]
    )
    supplier = Supplier.objects.get(slug="nettec")
    for after in (0, 30, 60):
        EscalationStep.objects.create(
            supplier=supplier,
            who=SECRETS["who"],
            phone=SECRETS["phone"],
            mail=SECRETS["mail"],
            position=after,
            after_minutes=after,
            answer_minutes=5,
        )
    over = tell(cast, said=300, due=-280)
    actions.end(_called(cast, over, supplier, 300), SECRETS["result"], by=cast.carol)
    outages.resolve(over, Word({"news": {"nl": "Weer goed."}}), by=cast.carol, at=ago(30))
    over.refresh_from_db()
    _look_back(cast, over)
    outage = tell(cast, said=90)
    _called(cast, outage, supplier, 90)
    assert tasks.signal() > 0
    return outage


def _called(cast: Cast, outage: Outage, supplier: Supplier, minutes: int) -> Escalation:
    begun = actions.start(outage, supplier, by=cast.carol, at=ago(minutes))
    said = Said("no_answer", SECRETS["spoke_to"], SECRETS["note"])
    first, second, _third = begun.rungs.all()
    actions.log(first, said, by=cast.carol, at=ago(minutes))
    actions.skip(second, SECRETS["reason"], by=cast.carol)
    actions.name_case(begun, SECRETS["case"], by=cast.carol)
    return begun


def _look_back(cast: Cast, outage: Outage) -> None:
    """With every line that is offered, as somebody in a hurry would tick them all."""
    lines = [line for line in timeline.lines(outage) if line.text]
    parts: dict[str, Any] = {"happened": {"nl": "Een kaart ging stuk."}}
    parts |= {f"line_{line.key}": dict(line.text) for line in lines}
    parts["change_1"] = {"nl": "Er ligt een reservekaart klaar."}
    day = timezone.localdate() + timedelta(days=9)
    told = Told(
        parts, {line.key: line.at for line in lines}, [Wanted(1, parts["change_1"], None, day)]
    )
    afterwards.publish(outage, told, by=cast.carol)


def leaks(text: str) -> list[str]:
    """What of it stands in this text."""
    plain = text.replace(" ", "").replace("-", "")
    return [*(secret for secret in SECRETS.values() if secret in text),
            *([MARK] if MARK in text.lower() else []),
            *([DIGITS] if DIGITS in plain else [])]  # fmt: skip


def names(patterns: Any = None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of Helder."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", pattern
        else:
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from names(pattern.url_patterns, inner)


def paths(outage: Outage) -> set[str]:
    """Every address, filled in with what there is of this outage and its supplier. What the desk
    guards is filled in once: it refuses before it looks whose number it is."""
    escalation = outage.escalations.get()
    promise = Promise.objects.order_by("pk")[0]
    known = {"slug": ["nettec", "wifi", "noord"], "pk": [escalation.pk, promise.pk],
             "public_id": [outage.public_id, escalation.public_id,
                           *Outage.objects.values_list("public_id", flat=True),
                           *Dispatch.objects.values_list("public_id", flat=True)],
             "number": [1], "month": ["2026-11"], "service": ["wifi"], "place": ["noord"],
             "place_slug": ["noord"]}  # fmt: skip
    found = {address.path for address in addresses.every()}
    for name, pattern in names():
        wanted = list(pattern.pattern.converters or pattern.pattern.regex.groupindex)
        if len(wanted) > 1 or any(key not in known for key in wanted):
            continue
        for value in known[wanted[0]] if wanted else [None]:
            try:
                found.add(reverse(name, kwargs={wanted[0]: value} if wanted else {}))
            except Exception:  # noqa: S112 - not every value fits every address
                continue
            if hasattr(pattern.callback, "permission"):
                break
    return found


@pytest.mark.parametrize("who", ["nobody", "dave"])
def test_no_address_shows_it(cast: Cast, running: Outage, who: str) -> None:
    client = Client(headers={"accept-language": "nl"}, raise_request_exception=False)
    if who != "nobody":
        client.force_login(getattr(cast, who))
    asked = sorted(paths(running))
    assert f"/status/{running.public_id}/" in asked
    assert "/desk/suppliers/nettec/" in asked
    wrong = {path: found for path in asked if (found := leaks(_body(client.get(path))))}
    assert wrong == {}
    assert len(asked) > 100


def _body(answer: HttpResponse) -> str:
    parts = getattr(answer, "streaming_content", None)
    raw = b"".join(parts) if parts is not None else answer.content  # type: ignore[arg-type]
    return raw.decode(errors="replace") + str(answer.headers)


def test_the_words_stand_where_they_should(cast: Cast, running: Outage) -> None:
    """Else the test above would find nothing whatever leaked."""
    client = Client()
    client.force_login(cast.carol)
    page = client.get(reverse("escalation:one", args=[running.escalations.get().public_id]))
    shown = page.content.decode()
    for name in ("name", "phone", "who", "mail", "spoke_to", "note", "case", "reason", "contract"):
        assert SECRETS[name] in shown, name
    assert leaks(_body(client.get("/desk/suppliers/nettec/answers.csv"))) != []


def test_no_mail_to_readers_carries_it(cast: Cast, running: Outage) -> None:
    inside, outside = [], []
    for sent in Dispatch.objects.all():
        (inside if sent.selection.get("persons") else outside).append(sent)
    assert outside
    assert all(leaks(json.dumps(sent.content) + sent.thread) == [] for sent in outside)
    told = {pk for sent in inside for pk in sent.selection["persons"]}
    assert told
    assert not Person.objects.filter(pk__in=told, role=Person.DeskRole.READER).exists()


def test_no_export_of_a_reader_carries_it(cast: Cast, running: Outage) -> None:
    for person in (cast.dave, cast.eve):
        client = Client()
        client.force_login(person)
        assert leaks(_body(client.get(reverse("people:export")))) == []


def test_who_called_once_and_is_a_reader_now_gets_none_of_it_either(
    cast: Cast, running: Outage
) -> None:
    Person.objects.filter(pk=cast.bob.pk).update(role=Person.DeskRole.READER)
    rung = running.escalations.get().rungs.all()[2]
    said = Said("working", SECRETS["spoke_to"], SECRETS["note"])
    actions.log(rung, said, by=cast.bob)
    client = Client()
    client.force_login(cast.bob)
    export = _body(client.get(reverse("people:export")))
    assert "calls_to_suppliers" in export
    assert leaks(export) == []


def test_the_api_for_readers_of_outages_does_not_carry_it(cast: Cast, running: Outage) -> None:
    _row, token = tokens.create("lezer", ["outages:read", "promises:read"], by=None)
    headers = {"Authorization": f"Bearer {token}"}
    for path in ("outages", f"outages/{running.public_id}", "promises"):
        answer = Client().get(f"/api/v1/{path}", headers=headers)
        assert answer.status_code == 200
        assert leaks(_body(answer)) == []  # type: ignore[arg-type]
