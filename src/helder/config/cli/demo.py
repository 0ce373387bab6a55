"""`helder demo`: a believable organisation to look around in, with its own mailbox."""

from __future__ import annotations

import os
import secrets
import shlex
import shutil
import sys
import time
from pathlib import Path
from typing import Any

import click

from helder.config.cli.ready import django_ready, stop
from helder.config.cli.serving import refuse_taken_port, run_both

FOLDER = Path("demo-data")
REPLY_ADDRESS = "it-antwoord@rivierland.example"
OWN_HOST = "127.0.0.1"
ACCOUNTS = "accounts.txt"
BEGUN, READY = "demo.begun", "demo.ready"
ELSEWHERE = "second-server"
OURS = (
    *(ACCOUNTS, BEGUN, READY, ELSEWHERE, "helder.sqlite3", "mailbox", "media", "phone.", "secret."),
    *("snapshot", "static"),
)
PEOPLE, INCIDENTS = 2_500, 177
ADDRESSES = (
    ("/", "what everybody sees"),
    ("/desk/", "where IT works"),
    ("/desk/outages/new", "tell of an outage"),
    ("/demo/mailbox/", "every mail that was sent, to read and to answer"),
    ("/demo/phone/", "every text message that was sent"),
)


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--no-serve", is_flag=True, help="Only make the data.")
@click.option("--fresh", is_flag=True, help="Throw the demo's data away and begin again.")
@click.option(
    "--replay",
    type=click.IntRange(1, INCIDENTS),
    metavar="N",
    help="Play real incident N (1-177) again, live: a minute becomes a second.",
)
def demo(port: int, no_serve: bool, fresh: bool, replay: int | None) -> None:
    """Make a demo organisation in the folder HELDER_HOME (default ./demo-data) and serve it."""
    home = Path(os.environ.get("HELDER_HOME") or FOLDER).resolve()
    if not no_serve:
        refuse_taken_port("127.0.0.1", port)
    try:
        _prepare(home, port, fresh)
    except OSError as error:
        stop(f"The demo's folder {home} cannot be used: {error.strerror}.")
    django_ready()
    if not (home / READY).exists():
        _make_or_stop(home)
    if no_serve:
        click.echo(f"The demo is in {home}. Serve it with: {_again(home)}")
        return
    _serve(home, port, replay)


def _again(home: Path) -> str:
    """The command that serves this demo the next time."""
    if home == FOLDER.resolve():
        return "./helder demo"
    return f"HELDER_HOME={shlex.quote(str(home))} ./helder demo"


def _prepare(home: Path, port: int, fresh: bool) -> None:
    """The environment of a demo; half-made data is thrown away too."""
    if home.exists() and (fresh or not (home / READY).exists()):
        _refuse_what_is_not_ours(home)
        shutil.rmtree(home)
    home.mkdir(parents=True, exist_ok=True)
    (home / BEGUN).touch()
    os.environ["HELDER_HOME"] = str(home)
    os.environ["HELDER_DEMO"] = "1"
    os.environ["HELDER_BASE_URL"] = f"http://localhost:{port}"
    os.environ["HELDER_REPLY_ADDRESS"] = REPLY_ADDRESS
    (home / ELSEWHERE).mkdir(exist_ok=True)
    os.environ["HELDER_SNAPSHOT_TARGETS"] = str(home / ELSEWHERE)
    os.environ["HELDER_PRIVATE_HOSTS"] = OWN_HOST  # the demo's phone, and nothing else
    os.environ.pop("HELDER_DATABASE_URL", None)
    os.environ.pop("HELDER_INBOX_URL", None)


def _refuse_what_is_not_ours(home: Path) -> None:
    """Throws away nothing that no demo made, such as a folder of somebody's own, or the data of
    a real installation: that has files of the same names, and no mark that a demo began there."""
    names = sorted(path.name for path in home.iterdir())
    made_here = BEGUN in names or READY in names
    strange = [name for name in names if not (made_here and name.startswith(OURS))]
    if strange:
        stop(
            f"{home} holds something that is not of a demo ({strange[0]}). "
            "Put it elsewhere, or start the demo in another folder."
        )


def _make_or_stop(home: Path) -> None:
    """A full disk is one sentence; the half demo is thrown away the next time."""
    from django.db import DatabaseError

    try:
        _make(home)
    except (DatabaseError, OSError) as error:
        stop(f"The demo could not be made in {home}: {error}. The next time begins again.")


def _make(home: Path) -> None:
    started = time.monotonic()
    from helder.config.demo import make

    password = secrets.token_urlsafe(9)
    with click.progressbar(
        length=PEOPLE + INCIDENTS * make.WEIGHT,
        label="Making the demo",
        file=sys.stderr,
    ) as shown:
        crew = make.everything(password, shown.update)
    (home / ACCOUNTS).write_text(_accounts(crew, password), encoding="utf-8")
    (home / READY).write_text("")
    click.echo(f"Made the demo in {time.monotonic() - started:.0f} seconds.")


def _accounts(crew: Any, password: str) -> str:
    lines = [f"  {person.email:<34} {person.role:<14} {person.name}" for person in crew.everybody]
    return "\n".join([*lines, f"  password of all six: {password}"])


def _serve(home: Path, port: int, replay: int | None) -> None:
    from helder.config.demo import phone
    from helder.config.demo.mailbox import MailboxServer
    from helder.config.demo.replay import start

    phone.connect()
    base = os.environ["HELDER_BASE_URL"]
    shown = "".join(f"  {base}{path:<17} {what}\n" for path, what in ADDRESSES)
    click.echo(f"\n{shown}{_screens(base)}\nSign in as:\n{(home / ACCOUNTS).read_text('utf-8')}\n")
    with MailboxServer() as mailbox:
        os.environ["HELDER_EMAIL_URL"] = mailbox.url
        playing = start(replay) if replay else None
        try:
            run_both(port)
        finally:
            if playing is not None:
                playing.terminate()


def _screens(base: str) -> str:
    """Where the screens hang; the demo's organisation may have got more of them, or none."""
    from django.urls import reverse

    from helder.delivery.models import Screen

    paths = {s.name: reverse("screen:show", args=[s.token]) for s in Screen.objects.all()}
    lines = [f"\n{name}, for a television:\n  {base}{path}\n" for name, path in paths.items()]
    return "".join(lines)
