"""`helder import people`, `helder createadmin`, `helder token`: through the command line."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from helder.config.cli.directory import import_people
from helder.config.cli.people import createadmin, token
from helder.people import tokens
from helder.people.models import Department, Person
from tests.cast import Cast

HEADER = "email,name,language,department,place,roles,services,phone,external_id\n"


def bring_in(path: Path, text: str | bytes) -> str:
    """Imports a file with this content; gives the report."""
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    answer = CliRunner().invoke(import_people, [str(path)])
    assert answer.exit_code == 0, answer.output
    return answer.output


def test_people_come_in_once(cast: Cast, tmp_path: Path) -> None:
    text = HEADER + (
        "jan@x.example,Jan,nl,Zorg/Verpleegkunde,Noord,student;docent,Wifi,06,7\n"
        "DAVE@rivierland.example,Dave Öztürk,,Zorg,Noord,student,,,\n"
    )
    assert "1 added, 0 changed, 1 unchanged, 0 refused" in bring_in(tmp_path / "p.csv", text)
    jan = Person.objects.get(email="jan@x.example")
    assert jan.department == Department.objects.get(path="Zorg/Verpleegkunde")
    assert jan.place == cast.noord
    assert {role.slug for role in jan.affiliations.all()} == {"student", "docent"}
    assert jan.followings.get().service == cast.wifi
    assert "0 added, 0 changed, 2 unchanged" in bring_in(tmp_path / "p.csv", text)
    moved = text.replace("Noord,student;docent", "Zuid,student")
    assert "0 added, 1 changed, 1 unchanged" in bring_in(tmp_path / "p.csv", moved)


def test_a_bad_row_never_loses_the_others(cast: Cast, tmp_path: Path) -> None:
    rows = [
        b"first@x.example,First,,,,,,,",
        b"not an address,X,,,,,,,",
        b'open@x.example,"open quote,,,,,,,',
        b"bytes@x.example,Caf\xe9,,,,,,,",
        b"french@x.example,F,fr,,,,,,",
        b"long@x.example," + b"n" * 151 + b",,,,,,,",
        b"many@x.example,M,,,,,,,,,",
        b"FIRST@x.example,Again,,,,,,,",
        b"",
        b"last@x.example,Last,,,,,Nonesuch,,",
    ]
    report = bring_in(tmp_path / "p.csv", HEADER.encode() + b"\n".join(rows))
    assert "2 added, 0 changed, 0 unchanged, 7 refused" in report
    assert "line 3: 'not an address' is not a mail address" in report
    assert "no service 'Nonesuch'" in report
    kept = (tmp_path / "p.csv.refused.csv").read_text()
    assert len(kept.splitlines()) == 8
    assert Person.objects.get(email="first@x.example").name == "First"
    assert Person.objects.filter(email="last@x.example").exists()


def test_a_file_from_excel(cast: Cast, tmp_path: Path) -> None:
    text = "\ufeffEmail;Name;Department\r\nzoë@x.example;Zoë;\r\nzoe@x.example;Zoë;Zorg\r\n"
    assert "1 added" in bring_in(tmp_path / "p.csv", text)
    assert Person.objects.get(email="zoe@x.example").department == cast.zorg


def test_somebodys_own_choices_outlive_the_import(cast: Cast, tmp_path: Path) -> None:
    bring_in(tmp_path / "p.csv", "email,language\neve@rivierland.example,nl\n")
    cast.eve.refresh_from_db()
    assert (cast.eve.language, cast.eve.name) == ("en", "Eve Smith")


def test_an_unreadable_file_ends_with_one_line(cast: Cast, tmp_path: Path) -> None:
    for path in (tmp_path / "nope.csv", tmp_path, Path(), Path("/")):
        answer = CliRunner().invoke(import_people, [str(path)])
        assert answer.exit_code == 2
        assert "cannot be read" in answer.output
    (tmp_path / "x.csv").write_text("naam\nJan\n")
    answer = CliRunner().invoke(import_people, [str(tmp_path / "x.csv")])
    assert answer.exit_code == 2
    assert "email" in answer.output


def test_createadmin_never_has_a_default_password(db: None) -> None:
    answer = CliRunner().invoke(createadmin, ["--email", "A@x.example", "--name", "A"])
    assert answer.exit_code == 0
    admin = Person.objects.get(email="a@x.example")
    assert admin.role == "administrator"
    assert not admin.has_usable_password()
    assert "code by mail" in answer.output


def test_createadmin_asks_promotes_and_refuses(cast: Cast) -> None:
    asked = CliRunner().invoke(createadmin, [], input="new@x.example\nNew\n")
    assert asked.exit_code == 0
    assert Person.objects.get(email="new@x.example").name == "New"
    known = CliRunner().invoke(createadmin, ["--email", cast.dave.email])
    assert "already known" in known.output
    cast.dave.refresh_from_db()
    assert cast.dave.role == "administrator"
    for arguments, given in (
        (["--email", "nope"], ""),
        (["--email", "b@x.example", "--password-stdin"], "short\n"),
    ):
        refused = CliRunner().invoke(createadmin, arguments, input=given)
        assert refused.exit_code == 2
        assert len(refused.output.strip().splitlines()) == 1


def test_a_token_stands_alone_on_the_last_line(db: None) -> None:
    answer = CliRunner().invoke(token, ["create", "mon", "--scope", "outages:write"])
    assert answer.exit_code == 0
    found = tokens.find(answer.stdout.strip().splitlines()[-1])
    assert found is not None
    assert found.scopes == ["outages:write"]
    wrong = CliRunner().invoke(token, ["create", "mon", "--scope", "everything"])
    assert wrong.exit_code == 2
    assert "outages:read" in wrong.output
