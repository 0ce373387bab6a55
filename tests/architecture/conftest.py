"""What is shared by the tests that read the source."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.architecture.source import tree


@pytest.fixture(scope="package", autouse=True)
def _trees() -> Iterator[None]:
    """All parsed modules together are large: what is tested next does not carry them along."""
    yield
    tree.cache_clear()
