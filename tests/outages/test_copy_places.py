"""Copies elsewhere: a bucket, a server over SFTP, rsync; away at first, shown, and then there."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from helder.config.environment import BadEnvironment, _snapshot_targets
from helder.kit import clock
from helder.outages.copy import folder, pulse, sending, targets, tasks, writer
from helder.outages.copy.folder import MANIFEST, Manifest
from helder.outages.models import Copy
from tests.cast import Cast
from tests.outages import places
from tests.outages.told import tell

pytestmark = pytest.mark.django_db
FILES = {
    "static/a.css": b"a{}",
    "status/x/index.html": b"<p>x",
    "status/index.html": b"<p>status",
    "en/index.html": b"<p>home",
    "index.html": b"<p>thuis",
}


@dataclass
class There:
    """One place: its address, how it comes to life, and what stands in it."""

    address: str
    alive: Callable[[], AbstractContextManager[Any]]
    read: Callable[[], dict[str, bytes]]


def written(place: Path, beat: str, files: dict[str, bytes] = FILES) -> Manifest:
    """A copy in a folder of this machine."""
    return folder.write(place, files, Manifest(beat=beat, written_at=clock.now().isoformat()))


def in_folder(place: Path) -> dict[str, bytes]:
    """What stands in a folder, the list of it apart."""
    files = [path for path in place.rglob("*") if path.is_file()]
    return {
        str(path.relative_to(place)): path.read_bytes()
        for path in files
        if not path.name.startswith(".") and path.name != MANIFEST
    }


def a_bucket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> There:
    """A bucket of a server that speaks S3, with a folder in it."""
    import boto3

    port = places.free_port()
    for name, value in places.KEY.items():
        monkeypatch.setenv(name, value)
    endpoint = f"http://127.0.0.1:{port}"

    def client() -> Any:
        return boto3.client("s3", endpoint_url=endpoint, region_name="eu-central-1")

    class Alive:
        def __enter__(self) -> None:
            self.server = places.bucket_server(port)
            self.server.__enter__()
            where = {"LocationConstraint": "eu-central-1"}
            client().create_bucket(Bucket="status", CreateBucketConfiguration=where)

        def __exit__(self, *_error: object) -> None:
            self.server.__exit__(None, None, None)

    def read() -> dict[str, bytes]:
        listed = client().list_objects_v2(Bucket="status").get("Contents", [])
        names = [each["Key"] for each in listed if not each["Key"].endswith(MANIFEST)]
        return {
            name.removeprefix("copy/"): client()
            .get_object(Bucket="status", Key=name)["Body"]
            .read()
            for name in names
        }

    return There(f"s3://status/copy?endpoint={endpoint}&region=eu-central-1", Alive, read)


def a_server(tmp_path: Path, _monkeypatch: pytest.MonkeyPatch) -> There:
    """A folder on another server, over SFTP."""
    sshd = places.Sshd(tmp_path / "ssh", places.free_port())
    there = tmp_path / "there" / "www"
    return There(sshd.address(there), sshd.running, lambda: in_folder(there))


def a_daemon(tmp_path: Path, _monkeypatch: pytest.MonkeyPatch) -> There:
    """A module of a daemon of rsync."""
    port, there = places.free_port(), tmp_path / "there"
    there.mkdir()
    return There(
        f"rsync://127.0.0.1:{port}/copy",
        lambda: places.rsync_daemon(tmp_path, there, port),
        lambda: in_folder(there),
    )


@pytest.fixture(params=[a_bucket, a_server, a_daemon], ids=["s3", "sftp", "rsync"])
def there(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> There:
    """Each kind of place in turn."""
    made = request.param(tmp_path, monkeypatch)
    settings.SNAPSHOT_TARGETS = (made.address,)
    return made


@pytest.mark.slow
def test_a_place_that_is_away_is_shown_tried_again_and_gets_the_newest(
    there: There, tmp_path: Path, cast: Cast
) -> None:
    here = tmp_path / "here"
    written(here, "first")
    sending.note_change("first")
    assert not sending.attempt(there.address, here)
    assert not sending.attempt(there.address, here)
    row = Copy.objects.get()
    assert row.failures == 1, "it waits before it tries again"
    assert row.problem
    staff = Client(headers={"accept-language": "en"})
    staff.force_login(cast.carol)
    page = staff.get("/desk/copies/").content.decode()
    assert "127.0.0.1" in page or "bucket status" in page
    assert "Behind since" in page
    assert "cannot be reached" in page
    assert "Copies of the status page" in staff.get("/desk/").content.decode()

    newer = {**FILES, "index.html": b"<p>nieuw"}
    written(here, "second", newer)
    with there.alive():
        staff.post("/desk/copies/again/")
        assert sending.attempt(there.address, here)
        assert there.read() == newer
        row.refresh_from_db()
        assert (row.beat, row.failures, row.problem) == ("second", 0, "")
        assert row.changed_at is None
        assert "Up to date" in staff.get("/desk/copies/").content.decode()
        assert "Copies of the status page" not in staff.get("/desk/").content.decode()

        less = {name: body for name, body in newer.items() if name != "status/x/index.html"}
        written(here, "third", less)
        assert sending.attempt(there.address, here)
        assert there.read() == less
        assert not sending.attempt(there.address, here), "nothing is due"


def test_a_folder_on_another_disk(tmp_path: Path, settings: Any) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    settings.SNAPSHOT_TARGETS = (str(there),)
    written(here, "first")
    assert not sending.attempt(str(there), here)
    with translation.override("en"):
        said = targets.told(Copy.objects.get().problem)
    assert said.startswith(f"The folder {there} is not there.")
    there.mkdir()
    (there / "robots.txt").write_text("ours")
    Copy.objects.update(tried_at=None)
    assert sending.attempt(str(there), here)
    assert in_folder(there) == {**FILES, "robots.txt": b"ours"}


def test_the_front_pages_come_after_all_that_they_lead_to(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    put: list[str] = []

    class Recorder:
        def manifest(self) -> Manifest:
            return Manifest()

        def put(self, _folder: Path, names: list[str]) -> None:
            put.extend(names)

        def remove(self, names: list[str]) -> None:
            put.extend(f"-{name}" for name in names)

        def close(self) -> None: ...

    monkeypatch.setattr(targets, "opened", lambda _address: Recorder())
    sending.send("/x", tmp_path, written(tmp_path, "first"))
    assert put[0] == "static/a.css"
    assert put[1] == "status/x/index.html"
    assert put[-2:] == ["index.html", MANIFEST]


def test_two_machines_do_not_send_at_once(tmp_path: Path, settings: Any) -> None:
    there = tmp_path / "there"
    there.mkdir()
    settings.SNAPSHOT_TARGETS = (str(there),)
    written(tmp_path / "here", "first")
    row = sending.row_of(str(there))
    Copy.objects.filter(pk=row.pk).update(busy_until=clock.now() + timedelta(minutes=1))
    assert not sending.attempt(str(there), tmp_path / "here")
    Copy.objects.filter(pk=row.pk).update(busy_until=clock.now() - timedelta(seconds=1))
    assert sending.attempt(str(there), tmp_path / "here"), "whoever held it was killed"


def test_waits_grow_and_end() -> None:
    waits = [sending.wait_after(n).total_seconds() for n in (0, 1, 2, 3, 7, 40)]
    assert waits == [0, 10, 20, 40, 600, 600]


def test_without_a_web_process_the_worker_sends(
    cast: Cast, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(cast)
    there = tmp_path / "there"
    there.mkdir()
    settings.SNAPSHOT_TARGETS = (str(there),)
    settings.HOME = tmp_path / "home"
    assert tasks.send_copies() == 0, "the web has the first go"
    Copy.objects.update(changed_at=clock.now() - timedelta(minutes=2))
    assert tasks.send_copies() == 1
    assert (there / "status/index.html").exists()
    assert Copy.objects.get().beat == pulse.beat()
    assert tasks.send_copies() == 0
    assert folder.read(writer.own_folder()).beat == pulse.beat()


@pytest.mark.slow
def test_an_unknown_or_changed_key_of_the_server_is_refused(tmp_path: Path) -> None:
    sshd = places.Sshd(tmp_path / "ssh", places.free_port())
    (tmp_path / "ssh" / "nobody").write_text("")
    changed = (tmp_path / "ssh" / "known").read_text().replace("host.pub", "")
    key = (tmp_path / "ssh" / "user.pub").read_text()
    (tmp_path / "ssh" / "changed").write_text(f"{changed.split()[0]} {key}")
    with sshd.running():
        with pytest.raises(targets.Trouble, match="is not known"):
            targets.opened(sshd.address(tmp_path, "nobody"))
        with pytest.raises(targets.Trouble, match="shows another key than before"):
            targets.opened(sshd.address(tmp_path, "changed"))


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("sftp://me:secret@host:2222/www?key=/k", "sftp://host:2222/www"),
        ("s3://bucket/copy?endpoint=https://a.example&region=x", "s3://bucket/copy"),
        ("rsync+ssh://me@host/www", "rsync+ssh://host/www"),
        ("/srv/copy", "/srv/copy"),
    ],
)
def test_the_name_of_a_place_holds_no_secret(address: str, shown: str) -> None:
    assert targets.name_of(address) == shown


@pytest.mark.parametrize(
    "written", ["copy", "ftp://host/x", "s3://", "sftp:///x", "https://host/", "/a sftp://h:x/"]
)
def test_a_place_that_cannot_be_is_one_sentence(
    written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HELDER_SNAPSHOT_TARGETS", written)
    with pytest.raises(BadEnvironment, match="HELDER_SNAPSHOT_TARGETS holds"):
        _snapshot_targets()


def test_no_place_is_fine_and_says_how(cast: Cast) -> None:
    staff = Client(headers={"accept-language": "en"})
    staff.force_login(cast.carol)
    assert "HELDER_SNAPSHOT_TARGETS" in staff.get("/desk/copies/").content.decode()


def test_a_library_that_is_not_there_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    for name, address in (("boto3", "s3://b/x"), ("paramiko", "sftp://h/x")):
        monkeypatch.setitem(sys.modules, name, None)
        with pytest.raises(targets.Trouble, match="is needed: install helder with"):
            targets.opened(address)
