"""A mail server on a bare socket that can misbehave at every stage, and a ledger in memory."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from helder.delivery.channels.mail.smtp.lines import Lines
from helder.delivery.channels.mail.smtp.relay import Relay
from helder.delivery.channels.mail.smtp.work import Job, Work
from helder.delivery.errors import Trouble
from helder.delivery.models import Dispatch
from helder.delivery.parcels import Outcome, Parcel, Reader

HANG_UP = "HANG UP"
SILENCE = "SILENCE"
Answer = str | Callable[["Session", str], str]
PLAIN = "250-mail.example.org\r\n250-SIZE 1000000\r\n250 8BITMIME"
QUICK = "250-mail.example.org\r\n250-PIPELINING\r\n250-SIZE 1000000\r\n250 8BITMIME"
DIALOGUES = {"one by one": PLAIN, "pipelined": QUICK}


class Ended(Exception):
    """This conversation is over."""


@dataclass
class Session:
    """One connection as the server sees it."""

    number: int
    recipient: str = ""
    expected: bool = False
    mails: int = 0
    said: list[str] = field(default_factory=list)


class Server:
    """Each stage has its answer: text (several lines may be in it), HANG_UP, SILENCE, or a function
    of the session and what was said. Stages: GREETING, each command, BODY; `cut_body_at` hangs up
    after so many bytes of a body."""

    def __init__(self, **answers: Answer) -> None:
        self.answers: dict[str, Answer] = {
            "GREETING": "220 mail.example.org",
            "EHLO": QUICK,
            "HELO": "250 mail.example.org",
            "MAIL": "250 2.1.0 Ok",
            "RCPT": "250 2.1.5 Ok",
            "DATA": lambda session, _said: (
                "354 Go ahead" if session.expected else "554 5.5.1 No valid recipients"
            ),
            "BODY": "250 2.0.0 Kept",
            "RSET": "250 2.0.0 Ok",
            "QUIT": "221 2.0.0 Bye",
            **answers,
        }
        self.arrived: list[tuple[str, bytes]] = []
        self.sessions: list[Session] = []
        self.cut_body_at: dict[str, int] = {}
        self.bytes_at_once = 0
        self.context: ssl.SSLContext | None = None
        self.tls_from_the_start = False
        self._ending = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._open: list[socket.socket] = []

    @property
    def per_address(self) -> Counter[str]:
        """How many mails each address got."""
        return Counter(address for address, _mail in self.arrived)

    def serve(self) -> None:
        """Until `end`."""
        with contextlib.suppress(OSError):
            while True:
                connection, _where = self._listener.accept()
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._open.append(connection)
                session = Session(len(self.sessions) + 1)
                self.sessions.append(session)
                threading.Thread(
                    target=self._converse, args=(connection, session), daemon=True
                ).start()

    def end(self) -> None:
        """No more connections, and the open ones are closed."""
        self._ending.set()
        for sock in (self._listener, *self._open):
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()

    def _converse(self, connection: socket.socket, session: Session) -> None:
        try:
            if self.tls_from_the_start:
                connection = self._encrypted(connection)
            self._answer(connection, session, "GREETING", "")
            self._listen(connection, session)
        except (OSError, Ended):
            pass
        finally:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()

    def _listen(self, connection: socket.socket, session: Session) -> None:
        reader = connection.makefile("rb")
        while line := reader.readline():
            said = line.decode("utf-8", "replace").rstrip("\r\n")
            session.said.append(said)
            verb = said.split(" ")[0].upper()
            if verb == "RCPT":
                session.recipient = said.partition("<")[2].partition(">")[0]
            answer = self._answer(connection, session, verb, said)
            if verb in {"RCPT", "RSET", "MAIL"}:
                session.expected = verb == "RCPT" and answer.startswith("25")
            if verb == "STARTTLS" and answer.startswith("220"):
                connection = self._encrypted(connection)
                reader = connection.makefile("rb")
            if verb == "DATA" and answer.startswith("354"):
                self._take_body(connection, session, reader)
            if verb == "QUIT":
                return

    def _take_body(self, connection: socket.socket, session: Session, reader: object) -> None:
        lines: list[bytes] = []
        cut = self.cut_body_at.pop(session.recipient, None)
        while (line := reader.readline()) != b".\r\n":  # type: ignore[attr-defined]
            if not line:
                raise Ended
            lines.append(line[1:] if line.startswith(b".") else line)
            if cut is not None and sum(map(len, lines)) >= cut:
                raise Ended
        session.mails += 1
        answer = self.answers["BODY"]
        text = answer(session, "") if callable(answer) else answer
        if session.expected and (text.startswith("250") or text in {HANG_UP, SILENCE}):
            self.arrived.append((session.recipient, b"".join(lines)))
        self._send(connection, text)

    def _answer(self, connection: socket.socket, session: Session, stage: str, said: str) -> str:
        answer = self.answers.get(stage, "502 5.5.1 Not here")
        text = answer(session, said) if callable(answer) else answer
        self._send(connection, text)
        return text

    def _send(self, connection: socket.socket, text: str) -> None:
        if text == HANG_UP:
            raise Ended
        if text == SILENCE:
            self._ending.wait(20)
            raise Ended
        data = text.encode("utf-8") + b"\r\n"
        if not self.bytes_at_once:
            connection.sendall(data)
            return
        for start in range(0, len(data), self.bytes_at_once):
            connection.sendall(data[start : start + self.bytes_at_once])
            time.sleep(0.001)

    def _encrypted(self, connection: socket.socket) -> socket.socket:
        assert self.context is not None
        encrypted = self.context.wrap_socket(connection, server_side=True)
        self._open.append(encrypted)
        return encrypted


@contextlib.contextmanager
def served(**answers: Answer) -> Iterator[Server]:
    """A server as long as needed."""
    server = Server(**answers)
    threading.Thread(target=server.serve, daemon=True).start()
    try:
        yield server
    finally:
        server.end()


class MemoryLedger:
    """Keeps what a channel says, and complains about what it may not do."""

    def __init__(self, lines: int = 100) -> None:
        self.lines = lines
        self.begun: set[int] = set()
        self.outcomes: dict[int, Outcome] = {}
        self.kept_back: set[int] = set()
        self.steps = 0
        self.goes_on = True
        self.ends_after = 10**9
        self.most_begun = 0

    def step(self, done: Sequence[Outcome], begin: Sequence[Parcel]) -> list[Parcel]:
        """One transaction."""
        self.steps += 1
        for outcome in done:
            assert outcome.parcel.pk not in self.outcomes, "one outcome for each"
            self.outcomes[outcome.parcel.pk] = outcome
            self.begun.discard(outcome.parcel.pk)
        going = [parcel for parcel in begin if parcel.pk not in self.kept_back]
        for parcel in going:
            assert parcel.pk not in self.begun, "nothing is begun twice"
            assert parcel.pk not in self.outcomes, "nothing is begun after its end"
            self.begun.add(parcel.pk)
        self.most_begun = max(self.most_begun, len(self.begun))
        assert len(self.begun) <= self.lines, "one for each line at most"
        return going

    def may_go_on(self) -> bool:
        """Until told otherwise, or so many are done."""
        return self.goes_on and len(self.outcomes) < self.ends_after

    def said(self, key: int) -> str:
        """In one word or two: what came of a row."""
        outcome = self.outcomes.get(key)
        if outcome is None:
            return "begun" if key in self.begun else "untouched"
        error = outcome.error
        if error is None:
            return "accepted"
        if error.trouble is Trouble.ROW:
            return "failed" if error.permanent else "later"
        if error.trouble is Trouble.ADDRESS:
            gone = " gone" if error.address_is_gone else ""
            return ("bounced" if error.permanent else "later") + gone
        return error.trouble.value

    def all_said(self, count: int) -> Counter[str]:
        """The same for all rows, counted."""
        return Counter(self.said(key) for key in range(1, count + 1))


MESSAGE = b"Subject: Hello\r\n\r\nA text.\r\nAnd more of it.\r\n"


def parcels(count: int) -> list[Parcel]:
    """As the worker gives them; reader n is rn@example.org."""
    dispatch = Dispatch(pk=1, kind="news")
    return [
        Parcel(
            pk=n,
            channel="mail",
            attempts=0,
            dispatch=dispatch,
            reader=Reader(pk=n, email=f"r{n}@example.org"),
        )
        for n in range(1, count + 1)
    ]


def make(parcel: Parcel) -> Job:
    """A small mail."""
    assert parcel.reader is not None
    return Job(parcel, "it@example.org", parcel.reader.email, MESSAGE)


@dataclass
class Sent:
    """What came of a turn."""

    ledger: MemoryLedger
    work: Work
    trouble: str

    def said(self, key: int) -> str:
        """See MemoryLedger."""
        return self.ledger.said(key)


def relay_to(server: Server, **changes: object) -> Relay:
    """The server as a relay; patience is short."""
    fields = {"key": "mail:1", "host": "127.0.0.1", "port": server.port, "patience": 0.5}
    return Relay(**{**fields, **changes})  # type: ignore[arg-type]


def send(
    server: Server,
    count: int = 1,
    *,
    most: int = 4,
    ledger: MemoryLedger | None = None,
    made: Callable[[Parcel], Job] = make,
    **relay: object,
) -> Sent:
    """One turn over new lines, which are closed afterwards."""
    lines = Lines(relay_to(server, **relay), most)
    book = ledger or MemoryLedger(most)
    work = Work(parcels(count), made, book)
    try:
        return Sent(book, work, lines.send(work))
    finally:
        lines.close()
