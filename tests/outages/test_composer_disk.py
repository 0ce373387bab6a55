"""A full disk in the composer: nothing is published, and no text is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError

from helder.delivery.models import Dispatch
from helder.outages.composer import drafts
from helder.outages.models import Outage
from tests.cast import Cast
from tests.outages.composing import page_of, send, signed_in


def test_a_full_disk_leaves_the_text_on_the_screen(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: Any, **_named: Any) -> None:
        raise OperationalError("database or disk is full")

    client, draft = signed_in(cast.carol), "n2wvcqf4zxuy"
    with monkeypatch.context() as patched:
        patched.setattr(drafts, "keep", full)
        answer = send(client, draft=draft, symptom_en="Nobody can print a ticket.")
    page = page_of(answer)
    assert answer.status_code == 503
    assert "Nothing was published and nobody got a message. Your text is still here" in page
    assert "Nobody can print a ticket." in page
    assert f'value="{draft}"' in answer.content.decode()
    assert not Outage.objects.exists()
    assert not Dispatch.objects.exists()
    assert send(client, draft=draft).status_code == 302
