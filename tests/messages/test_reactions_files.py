"""Files that readers send along are kept, offered as a download only, and only to who may."""

from __future__ import annotations

from pathlib import Path

import pytest

from helder.messages.models import Reaction, SentAlong
from helder.messages.reactions.aging import remove
from tests.cast import Cast
from tests.messages.replying import REPLY_ADDRESS, published, reply
from tests.outages.told import read, visitor

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 2000
HTML = b"<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def _reads_mail(settings: object, tmp_path: Path) -> None:
    settings.REPLY_ADDRESS = REPLY_ADDRESS  # type: ignore[attr-defined]
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


def test_a_screenshot_is_kept_and_offered_as_a_download(cast: Cast, tmp_path: Path) -> None:
    reply(published(cast), cast.dave, files=[("Schermafbeelding 1.png", PNG, "image/png")])
    row = SentAlong.objects.get()
    (kept,) = (tmp_path / "reactions").iterdir()
    assert "Scherm" not in kept.name
    answer = visitor(cast.carol).get(f"/desk/reactions/files/{row.public_id}/")
    assert answer.content == PNG
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"] == 'attachment; filename="Schermafbeelding 1.png"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    page = read(visitor(cast.carol), f"/desk/reactions/{Reaction.objects.get().public_id}/")
    assert "Schermafbeelding 1.png" in page


def test_only_the_reader_and_the_desk_get_it(cast: Cast) -> None:
    reply(published(cast), cast.dave, files=[("a.png", PNG, "image/png")])
    key = SentAlong.objects.get().public_id
    assert visitor(cast.dave).get(f"/me/reactions/files/{key}/").status_code == 200
    assert visitor(cast.eve).get(f"/me/reactions/files/{key}/").status_code == 404
    assert visitor(cast.eve).get(f"/desk/reactions/files/{key}/").status_code == 403
    assert visitor().get(f"/desk/reactions/files/{key}/").status_code == 302


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("factuur.html", HTML, "text/html"),
        ("plaatje.svg", b"<svg onload='alert(1)'/>", "image/svg+xml"),
        ("rekening.exe", b"MZ\x90\x00" + b"0" * 100, "application/octet-stream"),
        ("plaatje.png", HTML, "image/png"),
        ("brief.docx", b"PK\x03\x04" + b"word/vbaProject.bin", "application/msword"),
        ("notitie.txt", b"\xff\xfe\x00\x00", "text/plain"),
    ],
)
def test_a_file_that_may_do_harm_is_named_and_not_kept(
    cast: Cast, tmp_path: Path, name: str, content: bytes, media_type: str
) -> None:
    reply(published(cast), cast.dave, files=[(name, content, media_type)])
    assert not (tmp_path / "reactions").exists()
    page = read(visitor(cast.carol), f"/desk/reactions/{Reaction.objects.get().public_id}/")
    assert name in page
    assert "this kind of file is not kept, for safety" in page
    key = SentAlong.objects.get().public_id
    assert visitor(cast.carol).get(f"/desk/reactions/files/{key}/").status_code == 404


def test_a_picture_that_calls_itself_a_page_is_served_as_a_picture(cast: Cast) -> None:
    reply(published(cast), cast.dave, files=[("vakantie.html", PNG, "text/html")])
    key = SentAlong.objects.get().public_id
    answer = visitor(cast.carol).get(f"/desk/reactions/files/{key}/")
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"] == 'attachment; filename="vakantie.png"'


def test_too_many_and_too_large_are_named(cast: Cast) -> None:
    many = [(f"foto{number}.png", PNG, "image/png") for number in range(12)]
    large = [("film.png", PNG[:8] + b"0" * 10_000_001, "image/png")]
    reply(published(cast), cast.dave, files=[*large, *many])
    refused = dict(SentAlong.objects.exclude(refused="").values_list("name", "refused"))
    assert refused == {"film.png": "size", "foto10.png": "many", "foto11.png": "many"}


def test_a_name_with_folders_stays_a_name(cast: Cast) -> None:
    reply(published(cast), cast.dave, files=[("../../etc/cron.d/x.png", PNG, "image/png")])
    assert SentAlong.objects.get().name == "x.png"


def test_files_go_with_the_conversation(
    cast: Cast, tmp_path: Path, django_capture_on_commit_callbacks: object
) -> None:
    reply(published(cast), cast.dave, files=[("a.png", PNG, "image/png")])
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        remove(Reaction.objects.all())
    assert list((tmp_path / "reactions").iterdir()) == []
