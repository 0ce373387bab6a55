"""A second server over SFTP: `sftp://name@host/folder?key=/path/to/key&known_hosts=/path`.

The server must be known (`known_hosts`, or that of the user Helder runs as): an unknown one is
refused. A file is written under another name and moved over the old one.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote

from django.utils.translation import gettext_noop as _

from helder.outages.copy.folder import MANIFEST, TEMPORARY, Manifest, loaded
from helder.outages.copy.targets import SECONDS, Trouble


class Server:
    """A folder on another server."""

    def __init__(self, client: Any, folder: str, host: str) -> None:
        self.client, self.folder, self.host = client, folder, host
        self.files: Any = client.open_sftp()
        self.files.get_channel().settimeout(SECONDS)
        self.made: set[str] = set()

    def manifest(self) -> Manifest:
        """What stands there."""
        with self._told():
            try:
                with self.files.open(posixpath.join(self.folder, MANIFEST)) as file:
                    return loaded(file.read())
            except FileNotFoundError:
                return Manifest()

    def put(self, folder: Path, names: Sequence[str]) -> None:
        """Each beside its place, then over the old one."""
        with self._told():
            for name in names:
                place = posixpath.join(self.folder, name)
                self._make(posixpath.dirname(place))
                new = posixpath.join(
                    posixpath.dirname(place), TEMPORARY + posixpath.basename(place)
                )
                self.files.put(str(folder / name), new)
                self.files.posix_rename(new, place)

    def remove(self, names: Iterable[str]) -> None:
        """Takes these away."""
        with self._told():
            for name in names:
                with suppress(FileNotFoundError):
                    self.files.remove(posixpath.join(self.folder, name))

    def close(self) -> None:
        """Hangs up."""
        self.client.close()

    def _make(self, folder: str) -> None:
        if folder in self.made or folder in ("", "/"):
            return
        try:
            self.files.stat(folder)
        except FileNotFoundError:
            self._make(posixpath.dirname(folder))
            self.files.mkdir(folder)
        self.made.add(folder)

    @contextmanager
    def _told(self) -> Iterator[None]:
        import paramiko  # type: ignore[import-untyped]

        try:
            yield
        except PermissionError as error:
            raise Trouble(
                _("%(host)s does not let Helder write in %(folder)s."),
                host=self.host,
                folder=self.folder,
            ) from error
        except (OSError, EOFError, paramiko.SSHException) as error:
            raise Trouble(
                _("%(host)s broke off: %(reason)s"),
                host=self.host,
                reason=str(error) or type(error).__name__,
            ) from error


def open_target(parts: SplitResult) -> Server:
    """Calls the server. Raises Trouble when it is unknown, refuses, or does not answer."""
    try:
        import paramiko
    except ImportError as error:
        raise Trouble(
            _("For SFTP the library paramiko is needed: install helder with [sftp].")
        ) from error
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    host = parts.hostname or ""
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.RejectPolicy())
    try:
        client.load_system_host_keys()
        if "known_hosts" in asked:
            client.load_host_keys(asked["known_hosts"])
        client.connect(
            host,
            port=parts.port or 22,
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            key_filename=asked.get("key"),
            allow_agent=False,
            look_for_keys="key" not in asked and not parts.password,
            timeout=SECONDS,
            banner_timeout=SECONDS,
            auth_timeout=SECONDS,
        )
        return Server(client, unquote(parts.path) or ".", host)
    except Exception as error:
        client.close()
        raise _told(error, host) from error


def _told(error: Exception, host: str) -> Trouble:
    import paramiko

    if isinstance(error, paramiko.BadHostKeyException):
        return Trouble(
            _("%(host)s shows another key than before. Find out why before you trust it."),
            host=host,
        )
    if isinstance(error, paramiko.AuthenticationException):
        return Trouble(_("%(host)s refuses the name, the key or the password."), host=host)
    if "not found in known_hosts" in str(error):
        return Trouble(
            _("The key of %(host)s is not known. Add it to known_hosts (ssh-keyscan)."), host=host
        )
    return Trouble(
        _("%(host)s cannot be reached: %(reason)s"),
        host=host,
        reason=str(error) or type(error).__name__,
    )
