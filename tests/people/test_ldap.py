"""People from a real LDAP server (Debian's slapd), with pages, encryption and disabled accounts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from click.testing import CliRunner

from helder.config import directory_environment
from helder.config.cli.directory import import_ldap
from helder.config.environment import BadEnvironment
from helder.journal.models import Entry
from helder.people.directory import background, ldap, runs
from helder.people.directory.records import DirectoryRun
from helder.people.models import Person
from tests.cast import Cast
from tests.people import slapd
from tests.people.slapd import ADMIN, BASE, PASSWORD, Slapd

needs_slapd = pytest.mark.skipif(
    slapd.program("slapd") is None, reason="slapd is not there (Debian package slapd)"
)
COUNT = 620
"""More than one page of 500."""
USER = f"{quote(ADMIN, safe='')}:{quote(PASSWORD, safe='')}"


@contextmanager
def directory(
    home: Path, monkeypatch: Any, settings: Any, scheme: str = "ldaps", ldif: str = "", **how: str
) -> Iterator[Slapd]:
    """A running slapd, and Helder set up to read it."""
    limit = how.pop("limit", "unlimited")
    with slapd.running(home, ldif or slapd.people(COUNT), limit) as server:
        port = server.tls if scheme == "ldaps" else server.plain
        host = how.pop("host", "localhost")
        ca = how.pop("ca", server.ca)
        monkeypatch.setenv("HELDER_LDAP_URL", f"{scheme}://{USER}@{host}:{port}/{BASE}")
        monkeypatch.setenv("HELDER_LDAP_CA", ca)
        for name, value in how.items():
            monkeypatch.setenv(name, value)
        settings.LDAP = directory_environment.read()
        yield server


def bring_in(*options: str, code: int = 0) -> str:
    """`helder import ldap`; what it says."""
    answer = CliRunner().invoke(import_ldap, [*options])
    assert answer.exit_code == code, answer.output
    return answer.output


@pytest.mark.slow
@needs_slapd
def test_joiners_movers_and_leavers(
    cast: Cast, tmp_path: Path, monkeypatch: Any, settings: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    disabled = {"p3": {"userAccountControl": "514"}}
    with directory(tmp_path, monkeypatch, settings, ldif=slapd.people(COUNT, **disabled)):
        assert "619 added, 0 changed, 0 unchanged, 0 refused" in bring_in()
        assert "0 added, 0 changed, 619 unchanged" in bring_in()
    five = Person.objects.get(email="p5@rivierland.example")
    assert (five.name, five.language, five.source) == ("Persoon 5", "nl", "ldap")
    assert five.department is not None
    assert (five.department.path, five.place) == ("Zorg/Team 0", cast.noord)
    assert five.external_id == "00000000-0000-0000-0000-000000000005"
    assert not Person.objects.filter(email="p3@rivierland.example").exists()

    later = {
        "p3": {"userAccountControl": "512"},
        "p4": {"userAccountControl": "514"},
        "p5": {"mail": "vijf@rivierland.example", "department": "IT"},
        "p6": None,
    }
    with directory(tmp_path, monkeypatch, settings, ldif=slapd.people(COUNT, **later)):
        seen = bring_in("--dry-run")
        assert "1 added, 1 changed, 616 unchanged, 0 refused." in seen
        assert "email p5@rivierland.example → vijf@rivierland.example" in seen
        assert "department Zorg/Team 0 → IT" in seen
        assert "Leaves: p6@rivierland.example" in seen
        five.refresh_from_db()
        assert five.email == "p5@rivierland.example", "a dry run changes nothing"
        assert "2 left." in bring_in()
    five.refresh_from_db()
    assert five.email == "vijf@rivierland.example"
    gone = Person.objects.get(email="p6@rivierland.example")
    assert not gone.is_active
    assert gone.left_at is not None
    cast.dave.refresh_from_db()
    assert cast.dave.is_active, "made by hand"
    with directory(tmp_path, monkeypatch, settings):
        assert "2 came back." in bring_in()
    assert Entry.objects.filter(verb="people.imported", subject="directory:ldap").count() == 4


@pytest.mark.slow
@needs_slapd
def test_half_a_directory_is_never_believed(
    cast: Cast, tmp_path: Path, monkeypatch: Any, settings: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    with directory(tmp_path, monkeypatch, settings):
        bring_in()
    with directory(tmp_path, monkeypatch, settings, limit="300"):
        assert "sizeLimitExceeded" in bring_in(code=2)
    with directory(tmp_path, monkeypatch, settings, ldif=slapd.people(300)):
        said = bring_in(code=2)
        assert "320 of the 620 people would leave, so nothing was changed." in said
        assert "--leavers-allowed 320" in said
        assert Person.objects.filter(source="ldap", is_active=True).count() == COUNT
        assert "320 left." in bring_in("--leavers-allowed", "320")
    with directory(tmp_path, monkeypatch, settings, ldif=slapd.people(0)):
        assert "There is nobody in it" in bring_in("--leavers-allowed", "300", code=2)


@needs_slapd
def test_starttls_and_a_certificate_that_is_not_trusted(
    cast: Cast, tmp_path: Path, monkeypatch: Any, settings: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    some = slapd.people(3)
    with directory(tmp_path, monkeypatch, settings, "ldap", some):
        assert "3 added" in bring_in()
    for scheme in ("ldap", "ldaps"):
        with directory(tmp_path, monkeypatch, settings, scheme, some, ca=""):
            assert "cannot be read" in bring_in(code=2)
        with directory(tmp_path, monkeypatch, settings, scheme, some, host="127.0.0.1"):
            assert "cannot be read" in bring_in(code=2), "the name in the certificate is another"
    with directory(tmp_path, monkeypatch, settings, ldif=some, HELDER_LDAP_PASSWORD="wrong"):
        said = bring_in(code=2)
        assert "invalidCredentials" in said
        assert len(said.strip().splitlines()) <= 2
    assert "cannot be read" in bring_in(code=2), "nobody answers"


@needs_slapd
def test_other_attributes_can_be_chosen(
    cast: Cast, tmp_path: Path, monkeypatch: Any, settings: Any
) -> None:
    ldif = slapd.people(2, p1={"mobile": "0612345678", "title": "docent"})
    with directory(
        tmp_path, monkeypatch, settings, ldif=ldif,
        HELDER_LDAP_MAP="roles=title|employeeType,department=,external_id=uid",
    ):  # fmt: skip
        lines = [line.decode().strip() for line in ldap.lines()]
    assert lines[0] == "email,name,language,place,roles,phone,external_id"
    assert lines[2] == "p1@rivierland.example,Persoon 1,nl,Noord,docent,0612345678,p1"


@needs_slapd
@time_machine.travel("2026-11-23 02:30:00+00:00", tick=True)
def test_at_night_by_itself_and_a_stop_that_the_desk_shows(
    cast: Cast, tmp_path: Path, monkeypatch: Any, settings: Any
) -> None:
    at = {"HELDER_LDAP_AT": "03:00"}
    with directory(tmp_path, monkeypatch, settings, ldif=slapd.people(40), **at):
        assert background.begin_nightly() == 1
        assert background.begin_nightly() == 0, "once a night"
        assert runs.work() == 1
    run = DirectoryRun.objects.get()
    assert (run.state, run.counts["added"]) == ("done", 40)
    with time_machine.travel("2026-11-24 02:30:00+00:00", tick=True):
        with directory(tmp_path, monkeypatch, settings, ldif=slapd.people(5), **at):
            background.begin_nightly()
            runs.work()
        run = DirectoryRun.objects.first()
        assert run is not None
        assert (run.state, run.counts["left"]) == ("stopped", 35)
        assert Person.objects.filter(source="ldap", is_active=True).count() == 40
        assert Entry.objects.filter(verb="people.import_stopped").exists()
        runs.confirm(run, by=cast.alice, leavers_allowed=35)
        runs.work()
        run.refresh_from_db()
        assert (run.state, run.counts["left"]) == ("done", 35)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("HELDER_LDAP_URL", "http://x/", "must look like"),
        ("HELDER_LDAP_URL", "ldaps://host:x/dc=a", "must look like"),
        ("HELDER_LDAP_URL", "ldaps://host/", "no place to look"),
        ("HELDER_LDAP_URL", "ldaps://host/dc=a?mail=*", "round brackets"),
        ("HELDER_LDAP_URL", "ldaps://host/dc=a??base?(mail=*)", "one level"),
        ("HELDER_LDAP_CA", "/nonesuch.pem", "no file is there"),
        ("HELDER_LDAP_MAP", "telephone=mobile", "field=attribute"),
        ("HELDER_LDAP_AT", "three", "such as 03:00"),
    ],
)
def test_a_bad_setting_is_one_sentence(monkeypatch: Any, name: str, value: str, said: str) -> None:
    monkeypatch.setenv("HELDER_LDAP_URL", "ldaps://host/dc=a")
    monkeypatch.setenv(name, value)
    with pytest.raises(BadEnvironment, match=said):
        directory_environment.read()


def test_the_address_as_other_programs_write_it(monkeypatch: Any) -> None:
    url = "ldap://EXAMPLE%5Chelder:p%40ss@dc1/ou=People,dc=a?mail,cn?sub?(mail=*)"
    monkeypatch.setenv("HELDER_LDAP_URL", url)
    read = directory_environment.read()
    assert read is not None
    assert (read["user"], read["password"]) == ("EXAMPLE\\helder", "p@ss")
    assert (read["base"], read["filter"], read["port"]) == ("ou=People,dc=a", "(mail=*)", 389)


def test_nothing_is_set_up(db: None, settings: Any) -> None:
    settings.LDAP = None
    assert "HELDER_LDAP_URL is not set" in bring_in(code=2)
    assert background.begin_nightly() == 0
