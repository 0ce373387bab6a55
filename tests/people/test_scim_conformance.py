"""What an independent program that checks SCIM servers says of ours."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from tests.cast import Cast
from tests.people.scim_client import Provider

pytestmark = pytest.mark.slow
client = pytest.importorskip("scim2_client.engines.wsgi", reason="scim2-client is not installed")
tester = pytest.importorskip("scim2_tester", reason="scim2-tester is not installed")
# a person is in use or not; without the attribute they are, so that it cannot be taken away
KNOWN = {"PATCH modify() did not remove attribute 'active'"}
ENOUGH = 50


@pytest.fixture
def connection_stays() -> Iterator[None]:
    """The database connection of the test outlives a request, as with Django's own test client."""
    both = (request_started, request_finished)
    for signal in both:
        signal.disconnect(close_old_connections)
    yield
    for signal in both:
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("connection_stays")
@pytest.mark.filterwarnings("ignore")
def test_everything_that_scim2_tester_checks(cast: Cast, settings: object) -> None:
    settings.BASE_URL = "http://testserver"  # type: ignore[attr-defined]
    header = {"Authorization": f"Bearer {Provider().plain}"}
    scim = client.WSGISCIMClient(
        get_wsgi_application(), base_url="http://testserver/scim/v2", headers=header
    )
    results = tester.check_server(scim)
    good = [one for one in results if one.status == tester.Status.SUCCESS]
    fine = {tester.Status.SUCCESS, tester.Status.SKIPPED, tester.Status.ACCEPTABLE}
    wrong = {
        f"{one.resource_type} {one.title}: {one.reason}"
        for one in results
        if one.status not in fine
    }
    assert len(good) > ENOUGH
    assert {one for one in wrong if not any(known in one for known in KNOWN)} == set()
