"""A file kept in step: movers, leavers, dry runs, and what never happens by accident."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from helder.config.cli.directory import import_people
from helder.journal.models import Entry
from helder.people.directory import intake
from helder.people.directory.records import DirectoryRun
from helder.people.models import Department, Person
from helder.people.queries import top_departments
from tests.cast import Cast

HEADER = "email,name,department,external_id\n"


@pytest.fixture(autouse=True)
def _no_breath(monkeypatch: Any) -> None:
    monkeypatch.setattr(intake, "TURN_OF_OTHERS", 0)


def bring_in(path: Path, text: str, *options: str, code: int = 0) -> str:
    """`helder import people` with this file; what it says."""
    (path / "p.csv").write_text(text)
    answer = CliRunner().invoke(import_people, [str(path / "p.csv"), *options])
    assert answer.exit_code == code, answer.output
    return answer.output


def people(count: int, start: int = 0) -> str:
    """A file of so many persons."""
    rows = (f"p{n}@x.example,P {n},Zorg/Team {n % 3},{n}\n" for n in range(start, start + count))
    return HEADER + "".join(rows)


def active() -> int:
    """How many of the file are in use."""
    return Person.objects.filter(source="csv", is_active=True).count()


def test_nobody_leaves_unless_the_file_is_complete(cast: Cast, tmp_path: Path) -> None:
    bring_in(tmp_path, people(30))
    bring_in(tmp_path, people(25))
    assert active() == 30
    said = bring_in(tmp_path, people(25), "--complete")
    assert "0 added, 0 changed, 25 unchanged, 0 refused." in said
    assert "5 left." in said
    assert active() == 25
    gone = Person.objects.get(email="p29@x.example")
    assert gone.left_at is not None
    cast.dave.refresh_from_db()
    assert cast.dave.is_active, "made by hand"
    assert "5 came back." in bring_in(tmp_path, people(30))
    assert active() == 30


def test_a_dry_run_shows_it_and_changes_nothing(cast: Cast, tmp_path: Path) -> None:
    bring_in(tmp_path, people(30))
    entries = Entry.objects.count()
    rows = people(29).replace("p3@x.example,P 3,Zorg/Team 0", "p3@x.example,P 3,New/Team")
    said = bring_in(tmp_path, rows + "new@x.example,N,,\nwrong,,,\n", "--dry-run", "--complete")
    assert "1 added, 1 changed, 28 unchanged, 1 refused." in said
    assert "Nothing was changed" in said
    assert "Changes: p3@x.example (department Zorg/Team 0 → New/Team)" in said
    assert "Joins: new@x.example" in said
    assert "Leaves: p29@x.example" in said
    assert "line 32: 'wrong' is not a mail address" in said
    assert not Department.objects.filter(name="New").exists()
    assert (active(), Entry.objects.count()) == (30, entries)


@pytest.mark.parametrize("options", [(), ("--complete",), ("--leavers-allowed", "99")])
@pytest.mark.parametrize("text", ["", HEADER, HEADER + ",,,\n"])
def test_an_empty_file_changes_nothing(
    cast: Cast, tmp_path: Path, text: str, options: tuple[str, ...]
) -> None:
    bring_in(tmp_path, people(12))
    said = bring_in(tmp_path, text, *options, code=2)
    assert "There is nobody in it" in said or "must name the columns" in said
    assert active() == 12


def test_a_halved_file_stops_and_says_how_to_go_on(cast: Cast, tmp_path: Path) -> None:
    bring_in(tmp_path, people(60))
    half = people(48).replace("P 1,", "Somebody else,")
    assert "12 left." in bring_in(tmp_path, half, "--complete"), "a fifth may leave"
    said = bring_in(tmp_path, people(30), "--complete", code=2)
    assert "18 of the 48 people would leave, so nothing was changed." in said
    assert "--leavers-allowed 18" in said
    assert Person.objects.get(email="p1@x.example").name == "Somebody else", "nothing at all"
    assert "18 of the 48" in bring_in(tmp_path, people(30), "--leavers-allowed", "17", code=2)
    assert "18 left." in bring_in(tmp_path, people(30), "--leavers-allowed", "18")
    assert DirectoryRun.objects.filter(state="stopped").count() == 2


def test_a_few_may_always_leave(cast: Cast, tmp_path: Path) -> None:
    bring_in(tmp_path, people(10))
    assert "9 left." in bring_in(tmp_path, people(1), "--complete")


def test_a_wrong_row_makes_nobody_leave(cast: Cast, tmp_path: Path) -> None:
    bring_in(tmp_path, people(5))
    rows = people(2) + (
        'p2@x.example,"open,Zorg,2\n'
        f"p3@x.example,{'n' * 151},Zorg,3\n"
        "not an address,P,Zorg,4\n"
    )  # fmt: skip
    said = bring_in(tmp_path, rows, "--complete")
    assert "2 unchanged, 3 refused." in said
    assert "left" not in said
    assert active() == 5


def test_a_new_address_moves_the_person(cast: Cast, tmp_path: Path) -> None:
    bring_in(tmp_path, people(3))
    before = Person.objects.get(email="p1@x.example")
    said = bring_in(tmp_path, people(3).replace("p1@x.example", "P.One@x.example"))
    assert "0 added, 1 changed, 2 unchanged" in said
    before.refresh_from_db()
    assert before.email == "p.one@x.example"


def test_addresses_that_pass_from_one_to_another(cast: Cast, tmp_path: Path) -> None:
    bring_in(tmp_path, HEADER + "a@x.example,A,,1\nb@x.example,B,,2\nc@x.example,C,,3\n")
    passed = HEADER + "b@x.example,A,,1\nc@x.example,B,,2\nd@x.example,C,,3\n"
    assert "3 changed, 0 unchanged, 0 refused" in bring_in(tmp_path, passed, "--dry-run")
    assert "3 changed, 0 unchanged, 0 refused" in bring_in(tmp_path, passed)
    assert "3 unchanged" in bring_in(tmp_path, passed)
    found = dict(Person.objects.filter(source="csv").values_list("name", "email"))
    assert found == {"A": "b@x.example", "B": "c@x.example", "C": "d@x.example"}
    taken = HEADER + "dave@rivierland.example,A,,1\n"
    assert "belongs to another person here" in bring_in(tmp_path, taken)


def test_an_address_that_goes_to_a_new_colleague(cast: Cast, tmp_path: Path) -> None:
    bring_in(tmp_path, HEADER + "jan@x.example,Jan,,1\n")
    jan = Person.objects.get(email="jan@x.example")
    two = HEADER + "jan@x.example,New Jan,,9\njan.old@x.example,Jan,,1\n"
    assert "1 added, 1 changed, 0 unchanged, 0 refused" in bring_in(tmp_path, two, "--dry-run")
    assert "1 added, 1 changed, 0 unchanged, 0 refused" in bring_in(tmp_path, two)
    jan.refresh_from_db()
    assert (jan.email, jan.external_id) == ("jan.old@x.example", "1")
    assert "2 unchanged" in bring_in(tmp_path, two, "--complete")


def test_everybody_gets_another_number(cast: Cast, tmp_path: Path) -> None:
    bring_in(tmp_path, people(12))
    renumbered = people(12).replace(",Zorg/Team 0,", ",Zorg/Team 0,new-")
    assert "0 added, 4 changed, 8 unchanged" in bring_in(tmp_path, renumbered, "--complete")
    assert Person.objects.get(email="p3@x.example").external_id == "new-3"
    assert "12 unchanged" in bring_in(tmp_path, renumbered, "--complete")


def test_the_last_administrator_never_leaves(cast: Cast, tmp_path: Path) -> None:
    rows = people(3) + "alice@rivierland.example,Alice,,99\n"
    bring_in(tmp_path, rows)
    bring_in(tmp_path, people(3), "--complete")
    cast.alice.refresh_from_db()
    assert cast.alice.is_active
    assert cast.alice.source == "csv"


def test_a_row_that_the_database_refuses_costs_the_others_nothing(
    cast: Cast, tmp_path: Path
) -> None:
    Person.objects.filter(pk=cast.dave.pk).update(email="UPPER@x.example")
    rows = people(20) + "upper@x.example,U,,77\n" + people(40, 20).removeprefix(HEADER)
    said = bring_in(tmp_path, rows)
    assert "60 added, 0 changed, 0 unchanged, 1 refused." in said
    assert "line 22: the database refused it (IntegrityError)" in said


def test_departments_that_an_import_makes_are_known_at_once(cast: Cast, tmp_path: Path) -> None:
    assert top_departments() == ("Zorg",)
    bring_in(tmp_path, HEADER + "a@x.example,A,Aardkunde/Team,\n")
    assert top_departments() == ("Aardkunde", "Zorg")


def test_one_row_in_the_journal_per_run(cast: Cast, tmp_path: Path) -> None:
    bring_in(tmp_path, people(4) + "wrong,,,\n")
    entry = Entry.objects.get()
    assert (entry.verb, entry.subject) == ("people.imported", "file:p.csv")
    assert (entry.details["added"], entry.details["refused"]) == (4, 1)


def test_a_refused_formula_is_no_formula(cast: Cast, tmp_path: Path) -> None:
    bring_in(tmp_path, HEADER + '=cmd()@x.example y,"A",,\n')
    kept = (tmp_path / "p.csv.refused.csv").read_text()
    assert ",\"'=cmd()" in kept
    bring_in(tmp_path, people(1))
    assert not (tmp_path / "p.csv.refused.csv").exists()


def command(home: Path, *words: str) -> subprocess.Popen[str]:
    """The real program on an installation of its own."""
    home.mkdir(exist_ok=True)
    environment = {**os.environ, "HELDER_HOME": str(home)}
    for name in ("DJANGO_SETTINGS_MODULE", "HELDER_DATABASE_URL"):
        environment.pop(name, None)
    return subprocess.Popen(
        [sys.executable, "-m", "helder", *words], env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


@pytest.mark.slow
def test_killed_in_the_middle_and_two_at_once_end_the_same(tmp_path: Path) -> None:
    rows = people(9000)
    (tmp_path / "p.csv").write_text(rows)
    file = str(tmp_path / "p.csv")
    home = tmp_path / "home"
    assert command(home, "createadmin", "--email", "a@x.example", "--name", "A").wait() == 0
    killed = command(home, "import", "people", file)
    threading.Event().wait(3)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    both = [command(home, "import", "people", file) for _two in range(2)]
    said = [process.communicate()[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    last = command(home, "import", "people", file, "--complete")
    assert "0 added, 0 changed, 9000 unchanged, 0 refused." in last.communicate()[0]


@pytest.mark.slow
def test_the_worker_brings_in_what_was_asked(tmp_path: Path) -> None:
    """A real worker, with the process that it starts."""
    home = tmp_path / "home"
    assert command(home, "createadmin", "--email", "a@x.example", "--name", "A").wait() == 0
    begin = (
        "import os,sys;from helder.config.cli.ready import django_ready;django_ready();"
        "from helder.people.directory import runs;from helder.people.models import Person;"
        "from helder.people.directory.records import DirectoryRun as D;"
        "run=runs.begin_file('p.csv',[sys.argv[1].encode()],False,by=Person.objects.get());"
        "print(run.pk)"
    )
    python(home, begin, people(20))
    worker = command(home, "worker")
    try:
        assert wait_for_state(home, "asks")
        python(
            home,
            begin.split("run=")[0]
            + "runs.confirm(D.objects.get(),by=Person.objects.get(email='a@x.example'))",
        )
        assert wait_for_state(home, "done")
    finally:
        worker.terminate()
        worker.wait(30)


def python(home: Path, code: str, *words: str) -> str:
    """Some lines in the installation."""
    home.mkdir(exist_ok=True)
    environment = {**os.environ, "HELDER_HOME": str(home)}
    for name in ("DJANGO_SETTINGS_MODULE", "HELDER_DATABASE_URL"):
        environment.pop(name, None)
    return subprocess.run(
        [sys.executable, "-c", code, *words], env=environment, check=True, text=True,
        capture_output=True,
    ).stdout  # fmt: skip


def wait_for_state(home: Path, state: str) -> bool:
    """Until the one run is in this state."""
    look = (
        "from helder.config.cli.ready import django_ready;django_ready(migrate=False);"
        "from helder.people.directory.records import DirectoryRun as D;print(D.objects.get().state)"
    )
    for _attempt in range(30):
        if python(home, look).strip() == state:
            return True
        threading.Event().wait(0.5)
    return False
