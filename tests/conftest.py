"""What every test stands on: a private home, quick passwords, the cast, and no outside network."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator

os.environ.setdefault("HELDER_HOME", tempfile.mkdtemp(prefix="helder-test-"))
os.environ.setdefault("HELDER_SECRET_KEY", "a secret of the tests, long enough to be accepted by all")
os.environ.setdefault("HELDER_EMAIL_URL", "smtp://127.0.0.1:9")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

import pytest
from django.core.cache import cache

from tests.cast import Cast, make_cast


@pytest.fixture(autouse=True)
def _settings_for_tests(settings: object) -> Iterator[None]:
    """Quick password hashes, and nothing held over from the test before."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def cast(db: None) -> Cast:
    """The fixed cast: see tests/cast.py."""
    return make_cast()
