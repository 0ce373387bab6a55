"""A command in Slack or Mattermost opens a draft; who is not that chat opens nothing."""

from __future__ import annotations

import hashlib
import hmac
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from django.core.cache import cache
from django.test import Client

from helder.journal.models import Entry
from helder.kit import clock
from helder.messages.models import Message
from helder.outages.models import Starter
from helder.outages.starters import actions, proof
from tests.cast import Cast

GOLDEN = Path(__file__).parent.parent / "golden" / "starters"
SLACK_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
MATTERMOST_TOKEN = "4jz9ceq7htdmjdn48n3ds15i5c"


@pytest.fixture(autouse=True)
def _no_counts_of_others() -> None:
    cache.clear()


def door(cast: Cast, kind: str, secret: str) -> str:
    """A door with its secret; its address."""
    row, token = actions.add(f"De {kind} van IT", kind, by=cast.alice)
    Starter.objects.filter(pk=row.pk).update(secret=secret)
    return f"/hooks/chat/{token}"


def golden(name: str, **changes: str) -> bytes:
    """A body as the chat sends it, with other values where a test wants them."""
    fields = dict(parse_qsl((GOLDEN / f"{name}.txt").read_text(), keep_blank_values=True))
    return urlencode(fields | changes).encode()


def from_slack(address: str, body: bytes, *, secret: str = SLACK_SECRET, age: int = 0) -> Any:
    """As Slack sends it, signed."""
    stamp = str(int(clock.now().timestamp()) - age)
    signed = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256)
    return Client().post(
        address,
        body,
        content_type="application/x-www-form-urlencoded",
        headers={
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={signed.hexdigest()}",
        },
    )


def from_mattermost(address: str, body: bytes, **headers: str) -> Any:
    """As Mattermost sends it."""
    return Client().post(
        address, body, content_type="application/x-www-form-urlencoded", headers=headers
    )


def fields(message: Message) -> dict[str, list[str]]:
    """What stands in a draft."""
    found: dict[str, list[str]] = message.form["fields"]
    return found


def test_slack_signs_as_its_documentation_shows() -> None:
    body = (GOLDEN / "slack-signed-example.txt").read_bytes()
    headers = {
        "X-Slack-Request-Timestamp": "1531420618",
        "X-Slack-Signature": (
            "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
        ),
    }
    assert proof.is_from_slack(SLACK_SECRET, headers, body, 1531420618)
    assert not proof.is_from_slack(SLACK_SECRET, headers, body + b"&", 1531420618)
    assert not proof.is_from_slack(SLACK_SECRET, headers, body, 1531420618 + 301)
    assert not proof.is_from_slack("", headers, body, 1531420618)


def test_a_command_in_slack_opens_a_draft_and_says_what_was_understood(
    cast: Cast, client: Client
) -> None:
    answer = from_slack(door(cast, "slack", SLACK_SECRET), golden("slack-command"))
    assert answer.status_code == 200
    said = answer.json()
    assert said["response_type"] == "ephemeral", "only the sender sees it"
    assert "Wifi" in said["text"]
    assert "Noord" in said["text"]
    message = Message.objects.get()
    assert message.state == Message.State.DRAFT
    assert fields(message)["services"] == ["wifi"]
    assert fields(message)["places"] == ["noord"]
    assert fields(message)["symptom_nl"] == ["wifi ligt eruit op Noord"]
    found = re.search(r"http\S+", said["text"])
    assert found is not None
    assert found[0].endswith(f"/desk/drafts/{message.public_id}/")
    client.force_login(cast.carol)
    opened = client.get(f"/desk/drafts/{message.public_id}/", follow=True).content.decode()
    assert "wifi ligt eruit op Noord" in opened
    noted = Entry.objects.get(verb="starter.used")
    assert noted.details["who"] == "carol"


def test_mattermost_answers_in_the_language_of_the_words(cast: Cast) -> None:
    address = door(cast, "mattermost", MATTERMOST_TOKEN)
    said = from_mattermost(address, golden("mattermost-command")).json()["text"]
    assert "The draft is ready" in said
    assert "E-mail" in said
    assert "South" in said
    assert fields(Message.objects.get())["kind"] == ["degraded"]
    assert fields(Message.objects.get())["symptom_en"] == ["the e-mail is slow at South"]


def test_mattermost_may_show_its_token_in_the_header_alone(cast: Cast) -> None:
    address = door(cast, "mattermost", MATTERMOST_TOKEN)
    body = golden("mattermost-command", token="")
    assert from_mattermost(address, body).status_code == 403
    assert from_mattermost(address, body, Authorization=f"Token {MATTERMOST_TOKEN}").json()
    assert Message.objects.count() == 1


@pytest.mark.parametrize("text", ["", "help", "HULP", "?"])
def test_help_says_how_and_which_services_there_are(cast: Cast, text: str) -> None:
    address = door(cast, "slack", SLACK_SECRET)
    said = from_slack(address, golden("slack-command", text=text)).json()["text"]
    assert "/storing" in said
    assert "Wifi" in said
    assert "Cijfers" in said
    assert not Message.objects.exists()


def test_an_unknown_service_says_which_there_are_and_opens_nothing(cast: Cast) -> None:
    address = door(cast, "slack", SLACK_SECRET)
    said = from_slack(address, golden("slack-command", text="de koffie is op")).json()["text"]
    assert "Cijfers, E-mail, Wifi" in said
    assert not Message.objects.exists()


def test_who_is_not_the_chat_opens_nothing(cast: Cast) -> None:
    slack = door(cast, "slack", SLACK_SECRET)
    assert from_slack(slack, golden("slack-command"), secret="another").status_code == 403
    assert from_slack(slack, golden("slack-command"), age=400).status_code == 403
    assert from_mattermost(slack, golden("mattermost-command")).status_code == 403
    mattermost = door(cast, "mattermost", MATTERMOST_TOKEN)
    wrong = golden("mattermost-command", token="x")
    assert from_mattermost(mattermost, wrong).status_code == 403
    assert from_slack("/hooks/chat/nothing", golden("slack-command")).status_code == 404
    assert not Message.objects.exists()


def test_a_door_without_its_secret_says_so_and_opens_nothing(cast: Cast) -> None:
    address = door(cast, "slack", "")
    answer = from_slack(address, golden("slack-command"), secret="")
    assert answer.status_code == 200
    assert answer.json()["response_type"] == "ephemeral"
    assert not Message.objects.exists()


def test_slack_may_ask_whether_somebody_is_there(cast: Cast) -> None:
    address = door(cast, "slack", SLACK_SECRET)
    assert Client().get(f"{address}?ssl_check=1&token=x").status_code == 200
    assert from_slack(address, b"ssl_check=1&token=x").status_code == 200
    assert not Message.objects.exists()


def test_who_does_not_stop_is_asked_to_wait(cast: Cast) -> None:
    address = door(cast, "slack", SLACK_SECRET)
    for _ in range(14):
        last = from_slack(address, golden("slack-command"))
    assert last.status_code == 200
    assert Message.objects.count() == 12
    other = from_slack(address, golden("slack-command", user_id="U2"))
    assert "/desk/drafts/" in other.json()["text"], "a colleague is not held up by them"


def test_guessing_addresses_is_stopped(cast: Cast) -> None:
    statuses = {Client().post(f"/hooks/chat/{n}").status_code for n in range(35)}
    assert statuses == {404, 429}


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe=%%%", b"text=" + b"x" * 30_000, b"text=%00%ff wifi", b"{}"]
)
def test_nonsense_never_breaks_it(cast: Cast, body: bytes) -> None:
    address = door(cast, "slack", SLACK_SECRET)
    assert from_slack(address, body).status_code in {200, 400, 413}


def test_a_door_is_made_shown_once_finished_and_revoked(cast: Cast, client: Client) -> None:
    client.force_login(cast.alice)
    client.cookies["helder_language"] = "en"
    assert "Add a command" in client.get("/desk/starters/").content.decode()
    assert client.post("/desk/starters/new/", {"kind": "slack"}).status_code == 422
    made = client.post("/desk/starters/new/", {"kind": "slack", "name": "Slack of IT"})
    found = re.search(r"http[^<\s]+(/hooks/chat/[\w-]+)", made.content.decode())
    assert found is not None
    row = Starter.objects.get()
    page = f"/desk/starters/{row.pk}/"
    assert found[1] not in client.get(page).content.decode(), "shown once"
    assert "opens nothing" in client.get(page).content.decode()
    client.post(page, {"name": "Slack", "secret": SLACK_SECRET, "is_on": "on"})
    assert SLACK_SECRET not in client.get(page).content.decode()
    assert from_slack(found[1], golden("slack-command")).status_code == 200
    assert Message.objects.count() == 1
    client.post(page, {"name": "Slack", "secret": ""})
    row.refresh_from_db()
    assert row.secret == SLACK_SECRET, "an empty field keeps it"
    assert from_slack(found[1], golden("slack-command")).status_code == 404, "switched off"
    client.post(f"{page}remove/")
    assert not Starter.objects.exists()
    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert {"starter.added", "starter.changed", "starter.removed", "starter.used"} <= verbs
    shown = client.get("/desk/journal/").content.decode()
    assert "revoked a command" in shown
