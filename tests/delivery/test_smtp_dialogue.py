"""The conversation with a mail server, well and badly behaved: nothing lost, nothing twice, and
what is doubtful is called so."""

from __future__ import annotations

import threading

import pytest

from helder.delivery.channels.mail.smtp.lines import Lines
from helder.delivery.channels.mail.smtp.work import Job, Work
from helder.delivery.parcels import Parcel
from tests.delivery.mailservers import (
    DIALOGUES,
    HANG_UP,
    MESSAGE,
    PLAIN,
    SILENCE,
    MemoryLedger,
    Session,
    make,
    parcels,
    relay_to,
    send,
    served,
)
from tests.delivery.outside import until

both = pytest.mark.parametrize("hello", DIALOGUES.values(), ids=DIALOGUES)


@both
@pytest.mark.parametrize("count", [1, 2, 60])
def test_each_mail_arrives_once_and_whole(hello: str, count: int) -> None:
    with served(EHLO=hello) as server:
        sent = send(server, count)
    assert sent.trouble == ""
    assert sent.ledger.all_said(count) == {"accepted": count}
    assert set(server.per_address.values()) == {1}
    assert len(server.arrived) == count
    assert {mail for _to, mail in server.arrived} == {MESSAGE}
    assert sent.ledger.outcomes[1].note == "250 2.0.0 Kept"


def test_one_line_for_a_few_mails_more_for_many() -> None:
    with served() as server:
        send(server, 9)
        until(lambda: len(server.sessions) == 1)  # a busy server takes a line later than it opened
        send(server, 35)
        until(lambda: len(server.sessions) == 1 + 4)
        send(server, 90, most=3)
        until(lambda: len(server.sessions) == 1 + 4 + 3)
    assert len(server.sessions) == 1 + 4 + 3


def test_the_next_mail_is_announced_behind_the_body() -> None:
    with served() as server:
        sent = send(server, 3)
        said = server.sessions[0].said
    verbs = [line.split(" ")[0] for line in said]
    assert verbs == ["EHLO", *["MAIL", "RCPT", "DATA"] * 3, "QUIT"]
    assert sent.ledger.steps == 4, "what is done and what begins go into the ledger together"
    assert sent.ledger.most_begun == 1
    assert said[1] == f"MAIL FROM:<it@example.org> SIZE={len(MESSAGE)}"


@both
def test_lines_are_kept_for_the_next_turn(hello: str) -> None:
    with served(EHLO=hello) as server:
        lines = Lines(relay_to(server), 4)
        for _turn in range(3):
            ledger = MemoryLedger()
            assert lines.send(Work(parcels(5), make, ledger)) == ""
            assert ledger.all_said(5) == {"accepted": 5}
        lines.close()
        assert len(server.sessions) == 1
        assert server.sessions[0].said[-1] == "QUIT"


@both
def test_line_that_was_closed_between_two_turns_is_simply_opened_again(hello: str) -> None:
    with served(EHLO=hello) as server:
        lines = Lines(relay_to(server), 1)
        for turn in range(3):
            ledger = MemoryLedger()
            assert lines.send(Work(parcels(2), make, ledger)) == ""
            assert ledger.all_said(2) == {"accepted": 2}
            assert len(server.sessions) == turn + 1
            server._open[-1].shutdown(2)
        lines.close()


def per_reader(answers: dict[str, str], otherwise: str) -> object:
    """An answer that depends on the recipient."""
    return lambda session, _said: answers.get(session.recipient, otherwise)


@both
def test_refusals_are_told_apart_for_each_reader(hello: str) -> None:
    refusals = {
        "r1@example.org": "550 5.1.1 No such mailbox",
        "r2@example.org": "550 5.7.1 Not from you",
        "r3@example.org": "451 4.7.1 Come back later",
        "r5@example.org": "550 5.1.8 Bad sender",
    }
    with served(EHLO=hello, RCPT=per_reader(refusals, "250 Ok")) as server:
        sent = send(server, 6)
    assert [sent.said(n) for n in range(1, 7)] == [
        "bounced gone", "bounced", "later", "accepted", "bounced", "accepted",
    ]  # fmt: skip
    assert sent.ledger.outcomes[1].error.note == "550 5.1.1 No such mailbox"  # type: ignore[union-attr]
    assert set(server.per_address) == {"r4@example.org", "r6@example.org"}
    assert len(server.sessions) == 1


@both
def test_refused_bodies(hello: str) -> None:
    refusals = {
        "r1@example.org": "554 5.6.0 We do not like this",
        "r2@example.org": "451 4.3.0 Not now",
        "r3@example.org": "550 5.1.1 Nobody here",
    }
    with served(EHLO=hello, BODY=per_reader(refusals, "250 Ok")) as server:
        sent = send(server, 4)
    assert [sent.said(n) for n in range(1, 5)] == ["failed", "later", "bounced gone", "accepted"]
    assert sent.trouble == ""


@both
def test_refusal_at_data(hello: str) -> None:
    with served(EHLO=hello, DATA=per_reader({"r1@example.org": "451 Busy"}, "354 Go")) as server:
        sent = send(server, 2)
    assert [sent.said(1), sent.said(2)] == ["later", "accepted"]
    assert "RSET" in server.sessions[0].said


def test_server_that_wants_a_body_for_nobody_gets_a_lone_dot() -> None:
    gone = per_reader({"r1@example.org": "550 5.1.1 Gone"}, "250 Ok")
    with served(RCPT=gone, DATA="354 Go ahead") as server:
        server.answers["BODY"] = per_reader({"r1@example.org": "554 No recipients"}, "250 Ok")  # type: ignore[assignment]
        sent = send(server, 2)
    assert [sent.said(1), sent.said(2)] == ["bounced gone", "accepted"]
    assert [to for to, _mail in server.arrived] == ["r2@example.org"]
    assert len(server.sessions) == 1


@both
@pytest.mark.parametrize(
    ("stage", "answer"),
    [
        ("GREETING", "554 5.7.1 Not from this address"),
        ("GREETING", "421 4.3.2 Too busy"),
        ("GREETING", HANG_UP),
        ("GREETING", SILENCE),
        ("GREETING", "HTTP/1.1 400 Bad Request"),
        ("MAIL", "553 5.7.1 This sender may not send"),
        ("MAIL", "452 4.3.1 Disk full"),
        ("MAIL", "421 4.3.2 Closing"),
        ("MAIL", HANG_UP),
        ("MAIL", SILENCE),
        ("MAIL", "what?"),
        ("DATA", "421 4.3.2 Closing"),
    ],
)
def test_server_out_of_order_blames_no_row(hello: str, stage: str, answer: str) -> None:
    with served(EHLO=hello, **{stage: answer}) as server:
        sent = send(server, 12, patience=0.15)
    assert sent.trouble.startswith(f"127.0.0.1:{server.port}: ")
    assert sent.ledger.all_said(12) == {"untouched": 12}
    assert len(sent.work.queue) == 12
    assert server.arrived == []


def test_server_that_is_not_there() -> None:
    with served() as server:
        pass
    sent = send(server, 3)
    assert "refused" in sent.trouble.lower()
    assert len(sent.work.queue) == 3


def test_name_that_leads_nowhere() -> None:
    with served() as server:
        sent = send(server, 3, host="nowhere.invalid")
    assert sent.trouble.startswith("nowhere.invalid:")
    assert len(sent.work.queue) == 3


def test_server_that_knows_only_helo() -> None:
    with served(EHLO="502 What?") as server:
        sent = send(server, 2)
    assert sent.ledger.all_said(2) == {"accepted": 2}
    assert any(line.startswith("HELO ") for line in server.sessions[0].said)


@both
@pytest.mark.parametrize("stage", ["RCPT", "DATA"])
@pytest.mark.parametrize("answer", [HANG_UP, SILENCE, "???", "421 4.3.2 Enough"])
def test_line_that_breaks_before_the_body_is_taken_up_again(
    hello: str, stage: str, answer: str
) -> None:
    def once(session: Session, _said: str) -> str:
        if session.recipient == "r2@example.org" and session.number == 1:
            return answer
        return "354 Go" if stage == "DATA" else "250 Ok"

    with served(EHLO=hello, **{stage: once}) as server:
        sent = send(server, 4, patience=0.15)
    assert sent.trouble == ""
    assert sent.ledger.all_said(4) == {"accepted": 4}
    assert set(server.per_address.values()) == {1}
    assert len(server.sessions) == 2


@both
@pytest.mark.parametrize("answer", [HANG_UP, SILENCE, "???"])
def test_reader_over_whom_a_server_always_hangs_up_waits_alone(hello: str, answer: str) -> None:
    broken = per_reader({"r2@example.org": answer}, "250 Ok")
    with served(EHLO=hello, RCPT=broken) as server:
        sent = send(server, 5, patience=0.15)
    assert sent.trouble == ""
    assert sent.said(2) == "later"
    assert sent.ledger.all_said(5) == {"accepted": 4, "later": 1}
    assert set(server.per_address.values()) == {1}


@both
@pytest.mark.parametrize("answer", [HANG_UP, SILENCE, "???", "354 Go ahead"])
def test_no_answer_after_the_last_dot_is_doubtful(hello: str, answer: str) -> None:
    lost = per_reader({"r2@example.org": answer}, "250 Ok")
    with served(EHLO=hello, BODY=lost) as server:
        sent = send(server, 5, patience=0.15)
    assert sent.said(2) == "unknown"
    assert sent.ledger.all_said(5) == {"accepted": 4, "unknown": 1}
    assert server.per_address["r3@example.org"] == 1
    assert sent.trouble == ""


@both
def test_421_after_the_last_dot_means_not_taken(hello: str) -> None:
    with served(EHLO=hello, BODY=per_reader({"r2@example.org": "421 Closing"}, "250 Ok")) as server:
        sent = send(server, 3)
    assert [sent.said(n) for n in (1, 2, 3)] == ["accepted", "later", "accepted"]
    assert server.per_address == {"r1@example.org": 1, "r3@example.org": 1}


@both
def test_server_that_hangs_up_in_the_middle_of_a_large_body_got_nothing(hello: str) -> None:
    large = MESSAGE + b"0123456789" * 6 * 200_000 + b"\r\n"

    def made(parcel: Parcel) -> Job:
        job = make(parcel)
        job.message = large.replace(b"0123456789" * 6, b"0123456789" * 6 + b"\r\n")
        return job

    with served(EHLO=hello.replace("SIZE 1000000", "SIZE 0")) as server:
        server.cut_body_at = {"r1@example.org": 20_000}
        sent = send(server, 2, made=made)
    assert [sent.said(1), sent.said(2)] == ["later", "accepted"]
    assert server.per_address == {"r2@example.org": 1}


@both
def test_server_that_dies_while_many_are_on_their_way(hello: str) -> None:
    def dies(session: Session, _said: str) -> str:
        return HANG_UP if session.mails > 3 else "250 Ok"

    with served(EHLO=hello, BODY=dies) as server:
        sent = send(server, 60)
    said = sent.ledger.all_said(60)
    assert said["accepted"] + said["unknown"] + said["untouched"] == 60
    assert said["unknown"] <= len(server.sessions)
    assert set(server.per_address.values()) == {1}
    arrived = {int(to[1:].partition("@")[0]) for to in server.per_address}
    assert arrived == {n for n in range(1, 61) if sent.said(n) in {"accepted", "unknown"}}


def test_server_that_takes_fewer_lines_than_asked() -> None:
    def at_most_two(session: Session, _said: str) -> str:
        return "220 Welcome" if session.number <= 2 else "421 4.7.0 Too many connections"

    with served(GREETING=at_most_two) as server:
        sent = send(server, 60, most=8)
    assert sent.trouble == ""
    assert sent.ledger.all_said(60) == {"accepted": 60}


@both
def test_answers_in_pieces_and_of_many_lines(hello: str) -> None:
    with served(
        EHLO=hello,
        GREETING="220-mail.example.org\r\n220-is glad\r\n220 to see you",
        BODY="250-2.0.0 Kept\r\n250-and\r\n250 thanks",
    ) as server:
        server.bytes_at_once = 3
        sent = send(server, 3)
    assert sent.ledger.all_said(3) == {"accepted": 3}
    assert sent.ledger.outcomes[1].note == "250 2.0.0 Kept and thanks"


def test_answer_without_end_is_no_answer() -> None:
    with served(GREETING="220-" + "x" * 100_000) as server:
        assert "without end" in send(server, 1).trouble


# The ledger and the turn


@both
def test_what_the_ledger_keeps_back_is_not_sent(hello: str) -> None:
    ledger = MemoryLedger()
    ledger.kept_back = {2, 3, 5}
    with served(EHLO=hello) as server:
        sent = send(server, 6, ledger=ledger)
    assert sent.trouble == ""
    assert sorted(server.per_address) == ["r1@example.org", "r4@example.org", "r6@example.org"]
    assert ledger.all_said(6) == {"accepted": 3, "untouched": 3}


@both
def test_when_the_turn_is_over_what_was_begun_is_finished(hello: str) -> None:
    ledger = MemoryLedger(4)
    ledger.ends_after = 10
    with served(EHLO=hello) as server:
        sent = send(server, 60, ledger=ledger)
    said = ledger.all_said(60)
    assert said["begun"] == 0
    assert 10 <= said["accepted"] <= 10 + 3 * 4
    assert len(server.arrived) == said["accepted"]
    assert len(sent.work.queue) == 60 - said["accepted"]


def test_server_that_greets_late_is_waited_for_from_turn_to_turn() -> None:
    late = threading.Event()

    def greet(_session: Session, _said: str) -> str:
        late.wait(5)
        return "220 Here I am"

    with served(GREETING=greet) as server:
        lines = Lines(relay_to(server, patience=5), 4)
        for _turn in range(2):
            short = Impatient()
            assert lines.send(Work(parcels(3), make, short)) == ""
            assert short.all_said(3) == {"untouched": 3}
        late.set()
        ledger = MemoryLedger()
        assert lines.send(Work(parcels(3), make, ledger)) == ""
        assert ledger.all_said(3) == {"accepted": 3}
        lines.close()
    assert len(server.sessions) == 1


class Impatient(MemoryLedger):
    """A turn that is over at the second question."""

    def may_go_on(self) -> bool:
        """Once."""
        self.steps += 1
        return self.steps < 3


def test_name_with_two_addresses_of_which_one_answers() -> None:
    with served() as server:
        sent = send(server, 2, host="localhost")  # ::1 and 127.0.0.1; the server is on the last
    assert sent.ledger.all_said(2) == {"accepted": 2}


def test_ledger_that_fails_leaves_no_line_open() -> None:
    class Failing(MemoryLedger):
        def step(self, done: object, begin: object) -> list[Parcel]:
            raise RuntimeError("the database is gone")

    with served() as server:
        lines = Lines(relay_to(server), 4)
        with pytest.raises(RuntimeError):
            lines.send(Work(parcels(3), make, Failing()))
        ledger = MemoryLedger()
        assert lines.send(Work(parcels(3), make, ledger)) == ""
        assert ledger.all_said(3) == {"accepted": 3}
        lines.close()
    assert len(server.arrived) == 3


# What a server offers


def test_mail_larger_than_the_server_takes_fails_alone() -> None:
    def made(parcel: Parcel) -> Job:
        job = make(parcel)
        if parcel.pk == 2:
            job.message = MESSAGE + b"x" * 2000 + b"\r\n"
        return job

    with served(EHLO=PLAIN.replace("1000000", "1000")) as server:
        sent = send(server, 3, made=made)
    assert [sent.said(n) for n in (1, 2, 3)] == ["accepted", "failed", "accepted"]
    assert "larger than the mail server takes" in sent.ledger.outcomes[2].error.note  # type: ignore[union-attr]


@both
def test_mail_that_the_server_calls_too_large_when_asked_fails_alone(hello: str) -> None:
    def made(parcel: Parcel) -> Job:
        job = make(parcel)
        if parcel.pk == 1:
            job.message = MESSAGE + b"x" * 700 + b"\r\n"
        return job

    def too_large(_session: Session, said: str) -> str:
        size = int(said.partition("SIZE=")[2].split(" ")[0])
        return "552 5.3.4 Too large" if size > 500 else "250 Ok"

    def refused(session: Session, _said: str) -> str:
        return "503 5.5.1 Who?" if session.mails == 0 and "RSET" not in session.said else "250 Ok"

    with served(EHLO=hello, MAIL=too_large, RCPT=refused) as server:
        sent = send(server, 2, made=made)
    assert [sent.said(1), sent.said(2)] == ["failed", "accepted"]
    assert server.per_address == {"r2@example.org": 1}


@pytest.mark.parametrize(("offered", "said"), [(True, "accepted"), (False, "bounced")])
def test_address_beyond_ascii(offered: bool, said: str) -> None:
    def made(parcel: Parcel) -> Job:
        job = make(parcel)
        job.recipient = "dåve@example.org" if parcel.pk == 1 else job.recipient
        return job

    hello = PLAIN + "\r\n250 SMTPUTF8" if not offered else PLAIN.replace("250 8", "250-8")
    hello = hello + "\r\n250 SMTPUTF8" if offered else PLAIN
    with served(EHLO=hello) as server:
        sent = send(server, 2, made=made)
    assert [sent.said(1), sent.said(2)] == [said, "accepted"]
    if offered:
        assert "dåve@example.org" in server.per_address
        assert any(line.endswith("BODY=8BITMIME SMTPUTF8") for line in server.sessions[0].said)
    else:
        assert "beyond a to z" in sent.ledger.outcomes[1].error.note  # type: ignore[union-attr]
