"""One measurement in a process of its own: `sender.py HOW PORT COUNT`; prints one JSON object.

HOW is prepare, bare, worker, send_mail or one_connection. The installation is that of the
environment (HELDER_HOME, HELDER_DATABASE_URL). What a process does once in its life (reading its
modules, addresses and templates) is done before the clock starts, for Helder and for Django alike.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helder.config.settings")
WORDS = "Vanaf maandag werkt het nieuwe rooster, en u ziet per vak wat er verandert. "
SECTION = WORDS * 7


def letter() -> dict[str, Any]:
    """About 30 kB as a mail, text and HTML together."""
    sections = [{"heading": f"Vraag {n}", "text": SECTION, "lang": "nl"} for n in range(1, 14)]
    return {
        "subject": "Het nieuwe rooster begint maandag: dit verandert er voor u",
        "lead": "U hoeft niets te doen. Hieronder staat wat u merkt.",
        "sections": sections,
        "url": "/status/",
        "footer": "U krijgt dit omdat u het rooster gebruikt.",
    }


class NoLedger:
    """Lets everything go and keeps nothing."""

    def __init__(self) -> None:
        self.taken = 0
        self.failed = 0

    def step(self, done: Sequence[Any], begin: Sequence[Any]) -> list[Any]:
        """Counts."""
        for outcome in done:
            self.failed += outcome.error is not None
            self.taken += outcome.error is None
        return list(begin)

    def may_go_on(self) -> bool:
        """Until all is sent."""
        return True


def parcels(count: int) -> list[Any]:
    """As the worker would claim them, without a database."""
    from helder.delivery.models import Dispatch
    from helder.delivery.parcels import Parcel, Reader

    dispatch = Dispatch(pk=1, kind="newsletter", content={"nl": letter()})
    dispatch.selection = {"audiences": ["all"]}
    return [
        Parcel(
            pk=n,
            channel="mail",
            attempts=0,
            dispatch=dispatch,
            reader=Reader(pk=n, email=_address(n), name=_name(n), language="nl"),
        )
        for n in range(1, count + 1)
    ]


def _address(n: int) -> str:
    return f"reader{n}@example.org"


def _name(n: int) -> str:
    return f"Renée de Vries-{n}" if n % 5 == 0 else f"Jan Jansen {n}"


def prepare(_port: int, count: int) -> dict[str, Any]:
    """An installation with readers, and the size of one mail."""
    from django.core.management import call_command

    from helder.delivery.channels.mail.press import Press
    from helder.organisation.models import Organisation
    from helder.people.models import Audience, Person

    call_command("migrate", verbosity=0)
    Organisation.objects.update_or_create(
        defaults={"name": "Rivierland", "sender_mail": "it@example.org"}, pk=1
    )
    Audience.objects.everyone()
    missing = range(Person.objects.count() + 1, count + 1)
    Person.objects.bulk_create(
        (Person(email=_address(n), name=_name(n), language="nl") for n in missing),
        batch_size=2000,
    )
    return {"bytes": len(Press().make(parcels(1)[0]).message)}


def bare(port: int, count: int) -> dict[str, Any]:
    """Our engine without a ledger."""
    from helder.delivery.channels.mail.channel import MailChannel

    work, ledger, channel = parcels(count), NoLedger(), MailChannel()
    _warm_up()
    result = _timed(count, lambda: channel.send(work, ledger))
    channel.close()
    assert (ledger.taken, ledger.failed) == (count, 0), (ledger.taken, ledger.failed)
    return result


def worker(port: int, count: int) -> dict[str, Any]:
    """Our engine through the real worker; the rows are written down beforehand."""
    from helder.delivery import actions
    from helder.delivery.models import Delivery, JobRun
    from helder.delivery.worker import Worker
    from helder.kit import clock
    from helder.people.audiences import Selection

    JobRun.objects.update(next_at=clock.now() + timedelta(hours=1))
    dispatch = actions.dispatch(
        kind="newsletter", content={"nl": letter()}, selection=Selection(audiences=("all",))
    )
    one = Worker()
    while one.address_some():
        pass

    _warm_up()

    def send() -> None:
        while one.send_some():
            pass

    result = _timed(count, send)
    one.close()
    taken = Delivery.objects.filter(dispatch=dispatch, state="accepted").count()
    assert taken == count, taken
    return result


def _warm_up() -> None:
    from helder.delivery.channels.mail.press import Press

    Press().make(parcels(1)[0])


def send_mail(port: int, count: int) -> dict[str, Any]:
    """Django, a connection for each mail."""
    from django.core.mail import send_mail as send

    text, html, subject = _texts()

    def all_of_them() -> None:
        for n in range(1, count + 1):
            name, address = _name(n), _address(n)
            send(
                subject,
                text.replace("NAME", name),
                "it@example.org",
                [f"{name} <{address}>"],
                html_message=html.replace("NAME", name),
            )

    return _timed(count, all_of_them)


def one_connection(port: int, count: int) -> dict[str, Any]:
    """Django, one connection that is kept."""
    from django.core.mail import EmailMultiAlternatives, get_connection

    text, html, subject = _texts()

    def all_of_them() -> None:
        with get_connection() as connection:
            for n in range(1, count + 1):
                name, address = _name(n), _address(n)
                mail = EmailMultiAlternatives(
                    subject, text.replace("NAME", name), "it@example.org", [f"{name} <{address}>"]
                )
                mail.attach_alternative(html.replace("NAME", name), "text/html")
                connection.send_messages([mail])

    return _timed(count, all_of_them)


def _texts() -> tuple[str, str, str]:
    """The same letter as ours, laid out once, with NAME where the reader's name comes."""
    from helder.delivery.channels.mail import layout
    from helder.delivery.channels.mail.splice import Marks, Token
    from helder.organisation.queries import current

    marks = Marks()
    body = layout.lay_out(letter(), current(), "nl", marks, asks=True)  # type: ignore[arg-type]
    text, html = body.text, body.html
    for token in Token:
        text, html = (part.replace(marks.of(token), "NAME") for part in (text, html))
    return text, html, letter()["subject"]


def _timed(count: int, work: Callable[[], None]) -> dict[str, Any]:
    began, used = time.perf_counter(), time.process_time()
    work()
    seconds, cpu = time.perf_counter() - began, time.process_time() - used
    return {"per_second": count / seconds, "cpu_ms": 1000 * cpu / count}


HOWS = {
    "prepare": prepare,
    "bare": bare,
    "worker": worker,
    "send_mail": send_mail,
    "one_connection": one_connection,
}


if __name__ == "__main__":
    how, port, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    os.environ["HELDER_EMAIL_URL"] = f"smtp://127.0.0.1:{port}"
    import django

    django.setup()
    print(json.dumps(HOWS[how](port, count)))
