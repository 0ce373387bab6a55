"""What each kind reads: messages as the real programs sent them, beside what Helder makes of them;
and that nothing anybody can send breaks it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helder.outages.monitors import kinds
from helder.outages.monitors.events import FIRING, RESOLVED, Came, Heard, Unreadable, moment
from helder.outages.monitors.generic import paths
from tests.outages.telling import GOLDEN

FILES = sorted(GOLDEN.glob("*/*.in.*"))


def read(path: Path) -> Heard:
    """What Helder makes of one file."""
    kind = kinds()[path.parent.name]
    if not kind.mapped:
        return kind.read(Came(path.read_bytes()), {})
    held = json.loads(path.read_text())
    return kind.read(Came(json.dumps(held["body"]).encode()), held["mapping"])


def as_kept(heard: Heard) -> Any:
    """As it stands in the file beside it."""
    return json.loads(json.dumps(asdict(heard), default=str))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_as_the_real_programs_send_it(path: Path) -> None:
    beside = path.with_name(path.name.split(".")[0] + ".out.json")
    assert as_kept(read(path)) == json.loads(beside.read_text())


def test_each_kind_has_real_messages() -> None:
    assert {path.parent.name for path in FILES} == set(kinds())


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=[]), max_size=20)
    | st.sampled_from(["firing", "resolved", "2026-11-23 07:00:00", "\0", "\ud800"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["alerts", "status", "labels", "annotations", "fingerprint", "startsAt", "endsAt",
                 "heartbeat", "monitor", "msg", "monitorID", "time", "tags", "name", "value", "id",
                 "truncatedAlerts", "alertname", "summary", "group", "test", "state", "key"]
            ) | st.text(max_size=5),
            inner,
            max_size=6,
        )
    ),
    max_leaves=25,
)  # fmt: skip
MAPPINGS = st.sampled_from(
    [
        {},
        {"alerts": "alerts", "state": "status", "name": "labels.alertname"},
        {"state": "[0]", "name": "@", "key": "length(@)", "starts": "join(',', @)"},
        {"state": "sum(@)", "name": "to_string(@)"},
    ]
)


@given(kind=st.sampled_from(sorted(kinds())), sent=ANYTHING, mapping=MAPPINGS)
def test_any_json_is_understood_or_refused_in_words(kind: str, sent: Any, mapping: Any) -> None:
    _fine(kind, Came(json.dumps(sent).encode()), mapping)
    text = json.dumps(sent)
    _fine(kind, Came(b"", {"data": text}), mapping)
    _fine(kind, Came(b"", {"heartbeat": text, "monitor": text, "msg": "x"}), mapping)
    _fine(kind, Came(b"", {"status": text, "name": text, "group": text}), mapping)


@given(kind=st.sampled_from(sorted(kinds())), body=st.binary(max_size=200))
def test_any_bytes_are_understood_or_refused_in_words(kind: str, body: bytes) -> None:
    _fine(kind, Came(body), {})


def _fine(kind: str, came: Came, mapping: Any) -> None:
    try:
        heard = kinds()[kind].read(came, mapping)
    except Unreadable as error:
        heard, refused = Heard(), str(error)
        assert refused.endswith(".")
    for event in heard.events:
        assert event.state in (FIRING, RESOLVED)
        assert event.thing
        assert event.name
        assert len(event.thing) <= 200
        assert len(event.key) <= 200
        assert len(event.name) <= 200
        assert len(event.summary) <= 500
        for words in (
            event.name,
            event.summary,
            event.thing,
            *event.labels,
            *event.labels.values(),
        ):
            words.encode()  # no half signs
            assert "\0" not in words
        for at in (event.starts_at, event.ends_at):
            assert at is None or at.tzinfo is not None


@given(kind=st.sampled_from(["alertmanager", "uptime_kuma", "gatus"]), sent=ANYTHING)
def test_reading_twice_gives_the_same(kind: str, sent: Any) -> None:
    came = Came(json.dumps(sent).encode())
    try:
        first = kinds()[kind].read(came, {})
    except Unreadable:
        return
    assert kinds()[kind].read(came, {}) == first


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("2026-11-23T09:30:00+01:00", "2026-11-23 08:30:00+00:00"),
        ("2026-11-23T08:30:00.5Z", "2026-11-23 08:30:00.500000+00:00"),
        ("2026-11-23 08:30:00.123", "2026-11-23 08:30:00.123000+00:00"),
        (1_795_422_600, "2026-11-23 08:30:00+00:00"),
        ("1795422600", "2026-11-23 08:30:00+00:00"),
        (1_795_422_600_000, "2026-11-23 08:30:00+00:00"),
        ("0001-01-01T00:00:00Z", "None"),
        ("yesterday", "None"),
        ("", "None"),
        (None, "None"),
        (True, "None"),
        (float("inf"), "None"),
        (10**400, "None"),
    ],
)
def test_times_as_monitors_write_them(written: Any, read_as: str) -> None:
    assert str(moment(written)) == read_as


@pytest.mark.parametrize("path", ["a.b[0]", "a || b", "length(alerts)", '"odd name".x', "@"])
def test_paths_that_are_paths(path: str) -> None:
    paths.check(path)


@pytest.mark.parametrize("path", ["a..b", "[", "a b", "x" * 301, "a[" * 140])
def test_paths_that_are_none(path: str) -> None:
    with pytest.raises(Unreadable):
        paths.check(path)


def test_gatus_fills_in_the_body_that_we_give() -> None:
    """As Gatus does it: each placeholder is replaced by plain text."""
    shown = kinds()["gatus"].snippets("https://helder/hooks/gatus/x", "")[0].text
    block = shown.split("    body: |\n")[1].split("    default-alert")[0]
    body = "\n".join(line.removeprefix("      ") for line in block.splitlines())
    error = 'Get "https://x": context\ndeadline exceeded {"a": 1}'
    for name, words in {
        "[ALERT_TRIGGERED_OR_RESOLVED]": "TRIGGERED",
        "[ENDPOINT_GROUP]": "core: net",
        "[ENDPOINT_NAME]": 'wifi "noord"',
        "[ENDPOINT_URL]": "https://x:8443/?a=b",
        "[ALERT_DESCRIPTION]": "status: fine",
        "[RESULT_ERRORS]": error,
    }.items():
        body = body.replace(name, words)
    event = kinds()["gatus"].read(Came(body.encode()), {}).events[0]
    assert event.name == 'wifi "noord"'
    assert event.labels == {"group": "core: net", "url": "https://x:8443/?a=b"}
    assert "deadline exceeded" in event.summary
