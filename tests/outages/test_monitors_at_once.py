"""The same alert at the same moment, from one monitor or from several: one row, one draft."""

from __future__ import annotations

from typing import Any

import pytest

from helder.messages.models import Message
from helder.outages.models import Alert, Outage
from helder.outages.monitors import acting
from helder.services.models import Service
from tests.api.test_once import at_once, real_database
from tests.outages.telling import alert, group, monitor, rule, send, template

__all__ = ["real_database"]
pytestmark = pytest.mark.usefixtures("real_database")


def drafts() -> list[list[str]]:
    found = Message.objects.filter(state=Message.State.DRAFT)
    return [sorted(draft.form["fields"]["services"]) for draft in found]


def test_the_same_message_eight_times_at_once() -> None:
    monitor()
    message = group(alert("wifi"), alert("e-mail"))
    answers = at_once(8, lambda: send(message).json())
    assert sum(answer["new"] for answer in answers) == 2
    assert sum(answer["known"] for answer in answers) == 14
    assert Alert.objects.count() == 2
    assert drafts() == [["e-mail", "wifi"]]


def test_what_has_no_key_of_its_own_is_one_alert_too() -> None:
    monitor("gatus")
    body = "status: TRIGGERED\ngroup: core\nname: wifi"
    answers = at_once(8, lambda: send(body, "gatus").json())
    assert sum(answer["new"] for answer in answers) == 1
    assert Alert.objects.count() == len(drafts()) == 1


def test_a_storm_over_several_monitors_at_once_is_one_draft() -> None:
    names = ["wifi", "e-mail", "cijfers", "wifi", "e-mail", "cijfers"]
    for number in range(len(names)):
        monitor(token=f"t{number}", name=f"M{number}")
    left = list(enumerate(names))

    def tell() -> Any:
        number, service = left.pop()
        return send(group(alert(service, name=f"A{number}")), token=f"t{number}").json()

    at_once(len(names), tell)
    acting.act()
    assert Alert.objects.count() == 6
    assert drafts() == [["cijfers", "e-mail", "wifi"]]


def test_a_rule_publishes_once() -> None:
    row = monitor()
    wifi = Service.objects.get(slug="wifi")
    rule(row, "publish", service=wifi, template=template(wifi))
    message = group(alert("wifi"))
    at_once(6, lambda: send(message).status_code)
    assert Outage.objects.count() == 1


def test_firing_and_over_at_once_end_as_over() -> None:
    monitor()
    first = alert("wifi")
    both = [group(first), group({**first, "status": "resolved"})]
    at_once(2, lambda: send(both.pop()).status_code)
    acting.act()
    assert Alert.objects.get().state == Alert.State.RESOLVED
