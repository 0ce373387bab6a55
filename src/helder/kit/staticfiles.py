"""Static files with their hash in the name, compressed once."""

from __future__ import annotations

from django.conf import settings
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]


class VersionedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed names once collected; plain names before (tests, development)."""

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """The hashed name where there is a manifest, else the name itself."""
        if not settings.DEBUG and self.hashed_files:
            return str(super().stored_name(name))
        return name

    def url(self, name: str | None, force: bool = False) -> str:
        """The address of a file; never fails on one that is not collected."""
        if not self.hashed_files:
            return str(self.base_url or "/") + str(name or "")
        return str(super().url(name, force))
