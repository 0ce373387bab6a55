"""The second relay, the pauses of the first, and Debian's own test server where it is there."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from helder.delivery import worker
from helder.delivery.models import ChannelPause
from helder.delivery.worker import drain
from helder.kit import clock
from tests.cast import Cast, person
from tests.delivery.letters import send, states
from tests.delivery.servers import Post, free_port, serving

DAVE = "dave@rivierland.example"


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that is busy with other tests gets its turn done too."""
    monkeypatch.setattr(worker, "TURN_SECONDS", 20)


@pytest.fixture
def other(settings: Any) -> Iterator[Post]:
    """A second relay that works, to which Helder is set."""
    kept = Post()
    with serving(kept) as port:
        settings.EMAIL_FALLBACK = {
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": port,
            "EMAIL_HOST_USER": "",
            "EMAIL_HOST_PASSWORD": "",
            "EMAIL_USE_TLS": False,
            "EMAIL_USE_SSL": False,
        }
        yield kept


def let_pauses_end() -> None:
    """All pauses are over."""
    ChannelPause.objects.update(until=clock.now() - timedelta(seconds=1))


def test_second_relay_rests_while_the_first_works(cast: Cast, post: Post, other: Post) -> None:
    dispatch = send()
    drain()
    assert set(states(dispatch).values()) == {"accepted"}
    assert other.connections == 0


def test_second_relay_takes_over_and_the_first_is_tried_again(
    cast: Cast, other: Post, settings: Any
) -> None:
    port = free_port()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    first = send()
    drain()
    assert set(states(first).values()) == {"accepted"}
    assert set(other.per_address.values()) == {1}
    pause = ChannelPause.objects.get()
    assert (pause.channel, pause.failures) == ("mail:1", 1)
    assert str(port) in pause.note
    send()
    drain()
    assert ChannelPause.objects.get().failures == 1, "it is left alone during its pause"
    assert set(other.per_address.values()) == {2}
    let_pauses_end()
    send()
    drain()
    assert ChannelPause.objects.get().failures == 2
    assert ChannelPause.objects.get().until - clock.now() > timedelta(seconds=7)
    back = Post()
    with serving(back, port):
        let_pauses_end()
        send()
        drain()
    assert set(back.per_address.values()) == {1}
    assert set(other.per_address.values()) == {3}
    assert not ChannelPause.objects.exists()


@pytest.mark.parametrize("refusal", ["553 5.7.1 Not this sender", "451 4.3.0 Not now"])
def test_relay_that_refuses_the_sender_is_passed_over(
    cast: Cast, post: Post, other: Post, refusal: str
) -> None:
    post.at_sender = refusal
    dispatch = send()
    drain()
    assert set(states(dispatch).values()) == {"accepted"}
    assert set(other.per_address.values()) == {1}
    assert post.arrived == []
    assert refusal[4:] in ChannelPause.objects.get(channel="mail:1").note


def test_refused_reader_is_no_reason_to_take_the_other_relay(
    cast: Cast, post: Post, other: Post
) -> None:
    post.at_rcpt = {DAVE: "550 5.1.1 No such mailbox"}
    dispatch = send()
    drain()
    assert states(dispatch)["Dave"] == "bounced"
    assert other.connections == 0


def test_both_away_means_that_mail_waits(cast: Cast, other: Post, settings: Any) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    other.at_sender = "451 4.3.0 Not now"
    dispatch = send()
    drain()
    assert set(states(dispatch).values()) == {"waiting"}
    assert set(dispatch.deliveries.values_list("attempts", flat=True)) == {0}
    assert set(ChannelPause.objects.values_list("channel", flat=True)) == {
        "mail", "mail:1", "mail:2",
    }  # fmt: skip
    other.at_sender = ""
    ChannelPause.objects.filter(channel="mail").update(until=clock.now() - timedelta(seconds=1))
    drain()
    assert set(states(dispatch).values()) == {"accepted"}
    assert set(other.per_address.values()) == {1}
    assert set(ChannelPause.objects.values_list("channel", flat=True)) == {"mail:1"}


def test_more_readers_more_lines(cast: Cast, post: Post, settings: Any) -> None:
    settings.MAIL_CONNECTIONS = 3
    for n in range(40):
        person(f"reader{n}", f"Reader {n}")
    dispatch = send()
    drain()
    assert set(dispatch.deliveries.values_list("state", flat=True)) == {"accepted"}
    assert set(post.per_address.values()) == {1}
    assert 1 < post.connections <= 3 * 2


# Debian's smtp-sink: another hand's idea of a mail server


@pytest.fixture
def sink(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """smtp-sink, keeping each mail as a file in this folder."""
    unpacked = os.environ.get("HELDER_BENCH_POSTFIX", "")
    program = shutil.which("smtp-sink", path=f"{unpacked}/sbin:/usr/sbin:{os.environ['PATH']}")
    if program is None:
        pytest.skip("smtp-sink is not on this machine: it is in Debian's package postfix")
    folder = tmp_path / "sink"
    folder.mkdir()
    tmp_path.chmod(0o755)
    folder.chmod(0o777)
    port = free_port()
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    libraries = {"LD_LIBRARY_PATH": f"{unpacked}/lib/postfix"} if unpacked else {}
    process = subprocess.Popen(
        [program, *user, "-R", str(folder), "-d", "%M.", f"127.0.0.1:{port}", "64"],
        env={**os.environ, **libraries},
    )
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    try:
        _wait_for(port)
        yield folder
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int) -> None:
    for _attempt in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.02)


def test_debians_own_sink_gets_each_mail_once(cast: Cast, sink: Path) -> None:
    for n in range(30):
        person(f"reader{n}", ". dot" if n % 2 else f"Renée {n}")
    dispatch = send()
    drain()
    assert set(dispatch.deliveries.values_list("state", flat=True)) == {"accepted"}
    kept = [path.read_bytes() for path in sink.rglob("*") if path.is_file()]
    mails = [message_from_bytes(raw.partition(b"\n\n")[2] or raw) for raw in kept]
    texts = b"\n".join(kept)
    assert len(kept) == dispatch.deliveries.count() == len(mails)
    for row in dispatch.deliveries.select_related("person"):
        assert texts.count(f"RCPT TO:<{row.person.email}>".encode()) <= 1
        assert row.person.email.encode() in texts
