"""The settings of an installation: a value that cannot be used is one sentence and exit code 2."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from helder.config import environment
from helder.config.environment import BadEnvironment

UNUSABLE = [
    ("HELDER_BASE_URL", "it.example.org", "whole address"),
    ("HELDER_BASE_URL", "http://[it.example.org", "whole address"),
    ("HELDER_BASE_URL", "https://it.example.org:99999", "whole address"),
    ("HELDER_BASE_URL", "https://it.example.org/helder", "host name of its own"),
    ("HELDER_EMAIL_URL", "mail.example.org", "name a mail server"),
    ("HELDER_EMAIL_URL", "smtp://", "name a mail server"),
    ("HELDER_EMAIL_URL", "smtp://user:pass#word@mail.example.org", "percent form"),
    ("HELDER_EMAIL_URL", "smtp+tls://mail.example.org", "?tls=True"),
    ("HELDER_EMAIL_URL", "smtp://mail.example.org/?tls=Maybe", "it can be ?tls=True"),
    ("HELDER_EMAIL_URL", "smtp://mail.example.org/?starttls=True", "starttls"),
    ("HELDER_SENDER", "the service desk", "mail address"),
    ("HELDER_TIME_ZONE", "Mars/Olympus", "such as Europe/Amsterdam"),
    ("HELDER_TIME_ZONE", "../../etc/passwd", "such as Europe/Amsterdam"),
    ("HELDER_SECRET_KEY", "short", "at least 32"),
    ("HELDER_DATABASE_URL", "mysql://a/b", "PostgreSQL"),
    ("HELDER_DEBUG", "perhaps", "write 1"),
]


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("HELDER_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HELDER_HOME", str(tmp_path / "home"))


@pytest.mark.parametrize(("name", "value", "said"), UNUSABLE)
def test_an_unusable_value_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadEnvironment) as sentence:
        environment.read()
    assert name in str(sentence.value)
    assert said in str(sentence.value)


def test_the_command_says_one_line_and_ends_with_2(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "helder", "worker", "--once"],
        env={**os.environ, "HELDER_HOME": str(tmp_path), "HELDER_TIME_ZONE": "Mars/Olympus"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "HELDER_TIME_ZONE" in done.stderr


@pytest.mark.parametrize(
    "written",
    [
        "smtp://mail.example.org",
        "smtp://user:p%23w@mail.example.org:587/?tls=True",
        "smtp://mail.example.org:465/?ssl=true",
        "submission://mail.example.org",
    ],
)
def test_the_forms_of_a_mail_server(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("HELDER_EMAIL_URL", written)
    found = environment.read().email
    assert found["EMAIL_HOST"] == "mail.example.org"
    assert found["EMAIL_PORT"]
    assert (found["EMAIL_USE_TLS"] or found["EMAIL_USE_SSL"]) == (
        written != "smtp://mail.example.org"
    )


def test_a_file_in_the_place_of_the_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(BadEnvironment, match="HELDER_HOME"):
        environment.read()


def test_the_secret_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    first = environment.read().secret_key
    kept = tmp_path / "home" / "secret.key"
    assert len(first) > environment.SHORTEST_SECRET
    assert environment.read().secret_key == first
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [path.name for path in kept.parent.iterdir()] == ["secret.key"]


def test_an_empty_secret_of_a_full_disk_is_made_again(tmp_path: Path) -> None:
    kept = tmp_path / "home" / "secret.key"
    kept.parent.mkdir()
    kept.write_text("")
    assert environment.read().secret_key == kept.read_text() != ""


def helder(folder: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Gives a command in a folder, with no other settings than these."""
    kept = {key: os.environ[key] for key in os.environ if not key.startswith(("HELDER_", "DJANGO"))}
    return subprocess.run(
        [sys.executable, "-m", "helder", *words],
        cwd=folder,
        env=kept | settings,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_demo_throws_nothing_away_that_it_did_not_make(tmp_path: Path) -> None:
    mine = tmp_path / "demo-data" / "thesis.txt"
    mine.parent.mkdir()
    mine.write_text("years of work")
    for words in (["demo", "--no-serve"], ["demo", "--no-serve", "--fresh"]):
        done = helder(tmp_path, *words)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert "(thesis.txt)" in done.stderr
    assert mine.read_text() == "years of work"


def test_a_demo_where_no_folder_can_be(tmp_path: Path) -> None:
    (tmp_path / "demo-data").write_text("a file")
    done = helder(tmp_path, "demo", "--no-serve")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "cannot be used" in done.stderr


def test_the_demo_leaves_a_real_installation_alone(tmp_path: Path) -> None:
    home = tmp_path / "data"
    home.mkdir()
    (home / "helder.sqlite3").write_bytes(b"a year of outages")
    (home / "secret.key").write_text("a secret")
    for words in (["demo", "--no-serve"], ["demo", "--no-serve", "--fresh"]):
        done = helder(tmp_path, *words, HELDER_HOME=str(home))
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert "(helder.sqlite3)" in done.stderr
    assert (home / "helder.sqlite3").read_bytes() == b"a year of outages"
    assert not (tmp_path / "demo-data").exists()


def test_the_folder_of_the_demo_is_the_one_that_was_set(tmp_path: Path) -> None:
    assert "HELDER_HOME" in helder(tmp_path, "demo", "--help").stdout
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "demo.begun").touch()
    (tmp_path / "elsewhere" / "helder.sqlite3").write_bytes(b"half a demo")
    done = helder(
        tmp_path,
        *("demo", "--no-serve"),
        HELDER_HOME=str(tmp_path / "elsewhere"),
        HELDER_TIME_ZONE="Mars/Olympus",
    )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)  # it goes no further, for speed
    assert [path.name for path in (tmp_path / "elsewhere").iterdir()] != ["helder.sqlite3"]
    assert not (tmp_path / "elsewhere" / "helder.sqlite3").exists()
    assert not (tmp_path / "demo-data").exists()


def test_a_database_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "helder.sqlite3").write_bytes(b"no database at all " * 500)
    done = helder(tmp_path, "worker", "--once", HELDER_HOME=str(tmp_path))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "The database cannot be used: file is not a database." in done.stderr


@pytest.mark.slow
def test_commands_that_begin_together_make_the_tables_once(tmp_path: Path) -> None:
    def begin(_number: int) -> subprocess.CompletedProcess[str]:
        return helder(tmp_path, "token", "list", HELDER_HOME=str(tmp_path / "home"))

    with ThreadPoolExecutor(3) as pool:
        for done in pool.map(begin, range(3)):
            assert (done.returncode, done.stderr) == (0, "")
