"""A visitor who reads English, and the way people come in."""

from __future__ import annotations

import pytest
from django.test import Client

from helder.people.models import Person


@pytest.fixture
def visitor() -> Client:
    """Somebody who has not signed in."""
    return Client(headers={"accept-language": "en"})


def signed_in(person: Person) -> Client:
    """A browser in which this person has signed in."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client
