"""A bucket of S3 or of anything that speaks it: `s3://bucket/folder?endpoint=https://…&region=…`.

Keys come from the environment as for every program of S3 (AWS_ACCESS_KEY_ID and so on). A file in a
bucket is replaced at once, so nobody sees half of it.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs

from django.utils.translation import gettext_noop as _

from helder.outages.copy.folder import MANIFEST, Manifest, loaded
from helder.outages.copy.targets import SECONDS, Trouble

A_YEAR = "public, max-age=31536000, immutable"
TYPES = {
    ".atom": "application/atom+xml; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".woff2": "font/woff2",
}


class Bucket:
    """A folder in a bucket."""

    def __init__(self, client: Any, bucket: str, prefix: str, trouble: Any) -> None:
        self.client, self.bucket, self.prefix, self.trouble = client, bucket, prefix, trouble

    def manifest(self) -> Manifest:
        """What stands there; a bucket without a copy gives an empty one."""
        try:
            found = self.client.get_object(Bucket=self.bucket, Key=self.prefix + MANIFEST)
            return loaded(found["Body"].read())
        except self.client.exceptions.NoSuchKey:
            return Manifest()
        except self.trouble as error:
            raise self._told(error) from error

    def put(self, folder: Path, names: Sequence[str]) -> None:
        """One after the other."""
        try:
            for name in names:
                self.client.put_object(
                    Bucket=self.bucket,
                    Key=self.prefix + name,
                    Body=(folder / name).read_bytes(),
                    ContentType=content_type(name),
                    CacheControl=A_YEAR if name.startswith("static/") else "no-cache",
                )
        except self.trouble as error:
            raise self._told(error) from error

    def remove(self, names: Iterable[str]) -> None:
        """One after the other: not every bucket takes several at once."""
        try:
            for name in names:
                self.client.delete_object(Bucket=self.bucket, Key=self.prefix + name)
        except self.trouble as error:
            raise self._told(error) from error

    def close(self) -> None:
        """Lets go of the connections."""
        self.client.close()

    def _told(self, error: Exception) -> Trouble:
        response = getattr(error, "response", {})
        code = response.get("Error", {}).get("Code", "") if isinstance(response, dict) else ""
        if code in {"NoSuchBucket", "404"}:
            return Trouble(
                _("There is no bucket %(bucket)s. Make it, or mend its name."), bucket=self.bucket
            )
        if code in {"AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "403"}:
            return Trouble(
                _("The bucket %(bucket)s refuses the key (%(reason)s). Check the key."),
                bucket=self.bucket,
                reason=code,
            )
        return Trouble(
            _("The bucket %(bucket)s cannot be reached: %(reason)s"),
            bucket=self.bucket,
            reason=code or str(error).split("\n")[0],
        )


def content_type(name: str) -> str:
    """What a browser must know of a file."""
    ending = name[name.rfind(".") :]
    return TYPES.get(ending) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def open_target(parts: SplitResult) -> Bucket:
    """The bucket that is named. Raises Trouble without the library or a key."""
    try:
        import boto3  # type: ignore[import-untyped]
        from botocore.config import Config  # type: ignore[import-untyped]
        from botocore.exceptions import (  # type: ignore[import-untyped]
            BotoCoreError,
            ClientError,
        )
    except ImportError as error:
        raise Trouble(
            _("For a bucket the library boto3 is needed: install helder with [s3].")
        ) from error
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    settings = Config(
        connect_timeout=SECONDS,
        read_timeout=SECONDS,
        retries={"total_max_attempts": 1},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        s3={"addressing_style": "path"} if "endpoint" in asked else {},
    )
    try:
        client = boto3.client(
            "s3",
            endpoint_url=asked.get("endpoint"),
            region_name=asked.get("region") or None,
            config=settings,
        )
    except (BotoCoreError, ValueError) as error:
        raise Trouble(
            _("The bucket %(bucket)s cannot be reached: %(reason)s"),
            bucket=parts.netloc,
            reason=error,
        ) from error
    prefix = parts.path.strip("/")
    return Bucket(
        client,
        parts.netloc,
        f"{prefix}/" if prefix else "",
        (BotoCoreError, ClientError),
    )
