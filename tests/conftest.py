"""What every test stands on: a private home, quick passwords, the cast, and no outside network."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import SimpleTestCase
from django.utils import timezone, translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests.cast import Cast, make_cast

SLOW_TO_LOAD = {"test_fuzz.py", "test_scim_conformance.py"}
DATABASE = {"db", "transactional_db", "django_db_setup", "live_server"}

# a busy machine makes no property untrue
hypothesis_settings.register_profile(
    "helder", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("helder")


@pytest.fixture(autouse=True)
def _settings_for_tests(settings: object) -> Iterator[None]:
    """Quick password hashes, and nothing held over from the test before."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
    cache.clear()
    yield
    cache.clear()
    translation.deactivate()  # a page leaves the thread in the language of its reader
    timezone.deactivate()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """With a browser the database is a file, as in an installation. One in memory is shared by the
    threads of the live server, and then a request meets a table that another one has locked."""
    database = connections["default"]
    browsed = any(item.get_closest_marker("browser") for item in request.session.items)
    if browsed and database.vendor == "sqlite":
        folder = tmp_path_factory.mktemp("database")
        database.settings_dict["TEST"]["NAME"] = str(folder / "helder.sqlite3")


@pytest.fixture(scope="session")
def django_db_use_migrations(request: pytest.FixtureRequest) -> bool:
    """The fast part makes its tables as the models say; that the migrations say the same is a check
    of its own, and the whole run walks them on both databases."""
    return not _is_fast(request.config)


@pytest.fixture
def cast(db: None) -> Cast:
    """The fixed cast: see tests/cast.py."""
    return make_cast()


def pytest_configure(config: pytest.Config) -> None:
    """Declares the marker that nobody writes: see pytest_collection_modifyitems."""
    config.addinivalue_line("markers", "database: asks the database; given by itself")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what asks the database: only that has anything to do on another kind of database."""
    for item in items:
        if _asks_database(item):
            item.add_marker("database")


def _asks_database(item: pytest.Item) -> bool:
    written = item.get_closest_marker("django_db") is not None
    of_django = issubclass(getattr(item, "cls", None) or object, SimpleTestCase)
    return written or of_django or not DATABASE.isdisjoint(getattr(item, "fixturenames", ()))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """The fast part does not even load what is slow to load and all of which it leaves out."""
    return True if _is_fast(config) and collection_path.name in SLOW_TO_LOAD else None


def _is_fast(config: pytest.Config) -> bool:
    return "not slow" in config.getoption("markexpr")


def pytest_collection_finish() -> None:
    """What was loaded stays: nothing of it need be looked through for rubbish again and again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: object) -> Iterator[None]:
    """In the whole run nothing may be skipped: a skip is a failure that says its reason."""
    report = yield
    _skip_is_failure(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    """The same for a module that skips itself."""
    report = yield
    _skip_is_failure(report)
    return report


def _skip_is_failure(report: object) -> None:
    whole = os.environ.get("HELDER_TEST_ALL", "") not in {"", "0"}
    if whole and report.outcome == "skipped" and not hasattr(report, "wasxfail"):  # type: ignore[attr-defined]
        report.outcome = "failed"  # type: ignore[attr-defined]
        report.longrepr = f"skipped, and HELDER_TEST_ALL=1 allows none: {report.longrepr}"  # type: ignore[attr-defined]
