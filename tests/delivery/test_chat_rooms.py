"""Rooms: Teams, Slack and every other chat, over real HTTP to servers that answer as theirs do."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from helder.config import environment
from helder.delivery.channels import apprised, kinds
from helder.delivery.channels.direct.template import filled
from helder.delivery.channels.slack import blocks
from helder.delivery.channels.teams.card import MOST_BYTES
from helder.delivery.errors import ChannelError, Trouble
from helder.delivery.parcels import Outcome
from tests.cast import Cast
from tests.delivery.hosts import Host, serving
from tests.delivery.ledgers import sent, to_room
from tests.delivery.letters import letter
from tests.docs.pages import page, quoted

SECRET = "T0K3N-that-nobody-may-see"


@pytest.fixture
def host(settings: Any, cast: Cast) -> Iterator[Host]:
    """A chat server in one's own network, to which Helder may go."""
    settings.PRIVATE_HOSTS = ("127.0.0.0/8",)
    settings.BASE_URL = "https://it.rivierland.example"
    with serving() as running:
        yield running


def failure(outcomes: list[Outcome]) -> ChannelError:
    """The error of the only outcome."""
    (outcome,) = outcomes
    assert outcome.error is not None
    return outcome.error


def words(card: Any) -> str:
    """Every text that stands in a card."""
    if isinstance(card, dict):
        own = card.get("text", "") if isinstance(card.get("text"), str) else ""
        return "\n".join([own, *(words(value) for value in card.values())])
    return "\n".join(map(words, card)) if isinstance(card, list) else ""


# Teams


def test_teams_gets_a_card_with_everything_in_the_language_of_the_room(host: Host) -> None:
    host.answer(202)
    (outcome,) = sent(to_room("teams", f"{host.url}/workflows/{SECRET}?sig=x", "en"))
    assert outcome.error is None
    assert "whether it is shown" in outcome.note
    (attachment,) = host.last.json["attachments"]
    assert host.last.json["type"] == "message"
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    card = attachment["content"]
    assert (card["type"], card["version"], card["lang"]) == ("AdaptiveCard", "1.4", "en")
    said = words(card)
    for part in ("Wifi does not work", "Werkt niet", "Gebruik een kabel.", "14:00"):
        assert part in said
    assert card["actions"] == [
        {
            "type": "Action.OpenUrl",
            "title": "Volg deze storing",
            "url": "https://it.rivierland.example/status/k3x/",
        }
    ]
    assert card["body"][0]["style"] == "attention"


def test_teams_card_of_a_very_long_message_stays_small_and_keeps_its_promise(host: Host) -> None:
    long = [{"heading": f"Vraag {n}", "text": "é" * 9000, "lang": "nl"} for n in range(4)]
    (outcome,) = sent(to_room("teams", host.url, sections=long))
    assert outcome.error is None
    assert len(host.last.body) < MOST_BYTES + 1000
    said = words(host.last.json)
    assert "14:00" in said
    assert "Vraag 3" in said


def test_teams_shows_what_people_write_as_they_wrote_it(host: Host) -> None:
    odd = [{"heading": "*Nu*", "text": "[klik](https://x.example) **vet**", "lang": "nl"}]
    sent(to_room("teams", host.url, sections=odd))
    runs = [
        run["text"]
        for element in host.last.json["attachments"][0]["content"]["body"]
        if element["type"] == "RichTextBlock"
        for run in element["inlines"]
    ]
    assert "[klik](https://x.example) **vet**" in runs


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "WorkflowTriggerIsNotEnabled"),
        (401, "DirectApiAuthorizationRequired"),
        (404, "WorkflowNotFound"),
    ],
)
def test_workflow_that_is_off_or_gone_is_said_to_be_so(host: Host, status: int, code: str) -> None:
    host.answer(status, json.dumps({"error": {"code": code, "message": "no"}}))
    error = failure(sent(to_room("teams", f"{host.url}/{SECRET}")))
    assert error.permanent
    assert error.address_is_gone
    assert "workflow in Teams is switched off or gone" in error.note


# Slack


def test_slack_gets_blocks(host: Host) -> None:
    (outcome,) = sent(to_room("slack", f"{host.url}/services/{SECRET}", "en"))
    assert outcome.error is None
    kinds_of_blocks = [block["type"] for block in host.last.json["blocks"]]
    assert kinds_of_blocks[:2] == ["section", "header"]
    assert host.last.json["blocks"][1]["text"]["text"] == "Wifi does not work"
    link = "<https://it.rivierland.example/status/k3x/|Volg deze storing>"
    assert host.last.json["blocks"][-1]["text"]["text"] == link
    assert "Wifi does not work" in host.last.json["text"]


def test_slack_escapes_what_people_write_and_calls_nobody() -> None:
    said = blocks.message(
        letter(
            "<!channel> a & b",
            sections=[
                {"heading": "x", "text": "<@U1> *vet* zie https://x.example/?a=1&b=2.", "lang": ""}
            ],
        )  # type: ignore[arg-type]
    )
    text = said["blocks"][3]["text"]
    assert text["verbatim"] is True
    assert "&lt;@U1&gt;" in text["text"]
    assert "*vet*" not in text["text"]
    assert "<https://x.example/?a=1&amp;b=2>." in text["text"]
    assert "&lt;!channel&gt; a &amp; b" in said["text"]


def test_slack_stays_within_its_limits() -> None:
    many = [{"heading": "h" * 900, "text": "<&> w " * 4000, "lang": "nl"} for _n in range(60)]
    said = blocks.message(letter("s" * 400, sections=many, promise="p" * 5000))  # type: ignore[arg-type]
    assert len(said["blocks"]) <= 50
    for block in said["blocks"]:
        most = 150 if block["type"] == "header" else 3000
        assert 0 < len(block["text"]["text"]) <= most
    assert "it." in said["blocks"][-1]["text"]["text"] or "|" in said["blocks"][-1]["text"]["text"]


@pytest.mark.parametrize(
    ("status", "body", "gone"),
    [
        (404, "no_service", True),
        (403, "action_prohibited", True),
        (410, "channel_is_archived", True),
        (400, "invalid_blocks", False),
    ],
)
def test_slack_says_no_for_good(host: Host, status: int, body: str, gone: bool) -> None:
    host.answer(status, body)
    error = failure(sent(to_room("slack", f"{host.url}/services/{SECRET}")))
    assert error.permanent
    assert error.address_is_gone is gone


def test_slack_asks_to_wait(host: Host) -> None:
    host.answer(429, "rate_limited", Retry_After="30")
    error = failure(sent(to_room("slack", host.url)))
    assert not error.permanent
    assert error.wait == timedelta(seconds=30)
    assert error.trouble is Trouble.ROW


def test_trouble_of_its_own_is_tried_later(host: Host) -> None:
    host.answer(503, "down")
    error = failure(sent(to_room("slack", host.url)))
    assert not error.permanent
    assert error.trouble is Trouble.ROW


def test_a_host_that_is_down_does_not_stop_the_other_rooms(host: Host) -> None:
    with serving() as other:
        gone = other.url
    outcomes = sent(to_room("slack", gone), to_room("slack", host.url))
    errors = {o.parcel.outlet.address: o.error for o in outcomes if o.parcel.outlet}
    assert errors[host.url] is None
    down = errors[gone]
    assert down is not None
    assert (down.permanent, down.trouble) == (False, Trouble.ROW)


def test_no_answer_after_handing_over_is_uncertain(host: Host) -> None:
    host.silent = True
    assert failure(sent(to_room("teams", host.url))).trouble is Trouble.UNKNOWN


def test_redirects_are_not_followed(host: Host) -> None:
    host.answer(302, "", Location=f"{host.url}/elsewhere")
    assert failure(sent(to_room("slack", f"{host.url}/here"))).permanent
    assert [asked.path for asked in host.asked] == ["/here"]


# Every other chat


def test_mattermost_gets_markdown_in_which_nobodys_words_are_markup(host: Host) -> None:
    odd = [{"heading": "Nu?", "text": "@all *kijk* op https://x.example/a_b_c", "lang": "nl"}]
    address = host.url.replace("http:", "mmost:") + f"/{SECRET}"
    (outcome,) = sent(to_room("chat", address, sections=odd))
    assert outcome.error is None
    assert host.last.path == f"/hooks/{SECRET}"
    text = host.last.json["text"]
    assert "De wifi doet het niet" in text
    assert "**Nu?**" in text
    assert "\\*kijk\\*" in text
    assert "https://x.example/a_b_c" in text
    assert "@all" not in text
    assert text.endswith("[Volg deze storing](https://it.rivierland.example/status/k3x/)")
    assert "icon_url" not in host.last.json, "no picture from elsewhere"


def test_ntfy_gets_plain_text(host: Host) -> None:
    (outcome,) = sent(to_room("chat", host.url.replace("http:", "ntfy:") + "/helder", "en"))
    assert outcome.error is None
    got = host.last.json
    assert got["topic"] == "helder"
    assert "Wifi does not work" in got["title"]
    assert got["message"].endswith("Volg deze storing: https://it.rivierland.example/status/k3x/")


def test_any_web_address_through_json(host: Host) -> None:
    sent(to_room("chat", host.url.replace("http:", "json:") + "/in"))
    assert "De wifi doet het niet" in host.last.json["title"]


def test_rocket_chat_takes_little_and_the_link_stays(host: Host) -> None:
    host.answer(200, '{"success": true}')
    long = [{"heading": "Nu?", "text": "_woord_ " * 900, "lang": "nl"}]
    address = host.url.replace("http://", "rocket://") + "/webhook1/token2/%23it"
    (outcome,) = sent(to_room("chat", address, sections=long))
    del outcome  # whatever it says of this answer, what counts is what it sent
    for asked in host.asked:
        if b"wifi" in asked.body:
            assert "k3x/)" in asked.json["text"]
            assert "14:00" in asked.json["text"]
            assert len(asked.json["text"]) <= 1000


@pytest.mark.parametrize(
    ("status", "permanent", "gone"),
    [(404, True, True), (403, True, True), (400, True, False), (429, False, False),
     (500, False, False)],
)  # fmt: skip
def test_what_a_chat_answers_is_understood(
    host: Host, status: int, permanent: bool, gone: bool
) -> None:
    host.answer(status, "{}")
    error = failure(sent(to_room("chat", host.url.replace("http:", "mmost:") + f"/{SECRET}")))
    assert (error.permanent, error.address_is_gone) == (permanent, gone)
    assert error.trouble in {Trouble.ROW, Trouble.ADDRESS}


def test_a_chat_that_is_down_is_tried_later(host: Host) -> None:
    with serving() as other:
        gone = other.url
    error = failure(sent(to_room("chat", gone.replace("http:", "mmost:") + f"/{SECRET}")))
    assert (error.permanent, error.trouble) == (False, Trouble.ROW)


def test_a_chat_that_hangs_up_is_uncertain(host: Host) -> None:
    host.silent = True
    error = failure(sent(to_room("chat", host.url.replace("http:", "mmost:") + f"/{SECRET}")))
    assert error.trouble is Trouble.UNKNOWN


# What may not be


@pytest.mark.parametrize(
    "address",
    [
        "dbus://", "syslog://", "windows://", "macosx://", "gnome://", "mailto://x:y@example.org",
        "file:///etc/passwd", "fcm://project@/etc/passwd", "vapid://a@b.c/x", "nosuch://x",
        "json://example.org/?template=/etc/passwd", "mmost://example.org/tok?attach=file:///etc/x",
        "json://example.org/?redirect=yes", "not an address", "",
    ],
)  # fmt: skip
def test_services_that_touch_the_server_are_refused(host: Host, address: str) -> None:
    problem = kinds()["chat"].check_address(address)
    assert problem
    assert failure(sent(to_room("chat", address))).permanent


@pytest.mark.parametrize("address", ["ftp://x.example/", "https://", "x", "https://a b.example/"])
def test_webhook_wants_a_web_address(host: Host, address: str) -> None:
    assert "not a web address" in kinds()["slack"].check_address(address)


@pytest.mark.parametrize("channel", ["teams", "slack", "chat"])
@pytest.mark.parametrize(
    "place", ["127.0.0.1", "localhost", "[::1]", "10.1.2.3", "[::ffff:10.0.0.1]"]
)
def test_private_addresses_are_shut_until_the_server_opens_them(
    settings: Any, channel: str, place: str, host: Host
) -> None:
    settings.PRIVATE_HOSTS = ()
    scheme = "json" if channel == "chat" else "http"
    address = f"{scheme}://{place}:{host.url.rpartition(':')[2]}/x"
    error = failure(sent(to_room(channel, address)))
    assert error.permanent
    assert "HELDER_PRIVATE_HOSTS" in error.note or "::ffff" in place
    assert not host.asked


def test_a_private_host_can_be_opened_by_its_name(settings: Any, host: Host) -> None:
    settings.PRIVATE_HOSTS = ("localhost",)
    (outcome,) = sent(to_room("slack", host.url.replace("127.0.0.1", "localhost")))
    assert outcome.error is None


@pytest.mark.parametrize("place", ["169.254.169.254", "[fe80::1]", "[::]", "224.0.0.1"])
def test_the_machinery_under_a_server_is_shut_always(settings: Any, place: str, db: None) -> None:
    settings.PRIVATE_HOSTS = ("0.0.0.0/0", "::/0")
    assert "HELDER_PRIVATE_HOSTS" in kinds()["slack"].check_address(f"http://{place}/latest")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that the program writes in its log, to the last detail."""
    text = io.StringIO()
    root, handler = logging.getLogger(), logging.StreamHandler(text)
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield text
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.mark.parametrize("scheme", ["teams http", "slack http", "chat mmost", "chat json"])
@pytest.mark.parametrize("trouble", ["nothing", "refuses", "hangs up", "is down"])
def test_no_secret_in_a_note_or_in_the_log(
    host: Host, scheme: str, trouble: str, log: io.StringIO
) -> None:
    channel, how = scheme.split()
    host.answer(403 if trouble == "refuses" else 200, f"who is {SECRET}?")
    host.silent = trouble == "hangs up"
    url = host.url
    if trouble == "is down":
        with serving() as other:
            url = other.url
    (outcome,) = sent(to_room(channel, url.replace("http:", f"{how}:") + f"/{SECRET}"))
    error = outcome.error
    assert (error is None) == (trouble == "nothing")
    said = f"{outcome.note} {error!r} {error.note if error else ''} {log.getvalue()}"
    assert SECRET not in said


def test_no_secret_when_something_unexpected_happens(
    host: Host, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise ZeroDivisionError(SECRET)

    monkeypatch.setattr("requests.Session.request", broken)
    for channel, how in (("slack", "http"), ("chat", "json")):
        error = failure(sent(to_room(channel, f"{how}://127.0.0.1:9/{SECRET}")))
        assert SECRET not in f"{error.note} {log.getvalue()}"


@pytest.mark.parametrize("guide", ["howto/chat", "howto/sms"])
def test_the_addresses_in_the_guides_are_understood(guide: str, db: None) -> None:
    known = {"user": "dave", "email": "d@x.example", "external_id": "s1", "phone": "+31612345678"}
    found = [a for a in quoted(page(guide)) if "://" in a and not a.startswith("http")]
    assert len(found) > 4
    for address in found:
        assert apprised.check(filled(address, known) or address) == "", address


def test_a_key_is_never_looked_up_as_if_it_were_a_host(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("socket.getaddrinfo", lambda host, *_a, **_k: asked.append(host) or [])
    assert apprised.check("msgbird://abcdefghijklmnopqrstuvwxy/31201234567/+31612345678") == ""
    assert apprised.check("discord://webhook-id/webhook-token") == ""
    assert asked == []
    apprised.check("mmosts://chat.example.org/token")
    assert asked == ["chat.example.org"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("", ()),
        ("chat.example.org, 10.1.0.0/16", ("chat.example.org", "10.1.0.0/16")),
        ("::1 localhost", ("::1", "localhost")),
    ],
)
def test_hosts_of_ones_own_are_a_setting_of_the_server(
    monkeypatch: pytest.MonkeyPatch, written: str, read: tuple[str, ...]
) -> None:
    monkeypatch.setenv("HELDER_PRIVATE_HOSTS", written)
    assert environment.read().private_hosts == read


@pytest.mark.parametrize("written", ["https://chat.example.org", "10.0.0.0/99", "chat_server!"])
def test_a_wrong_host_of_ones_own_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    monkeypatch.setenv("HELDER_PRIVATE_HOSTS", written)
    with pytest.raises(environment.BadEnvironment, match="write host names or networks"):
        environment.read()
