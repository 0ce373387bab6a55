"""Sending through apprise, the library that speaks to over a hundred services.

Owns: which of its services Helder uses, what may stand in their addresses, what a failure means.
Refuses: services that act on the server itself (desktops, files, system logs), mail (Helder sends
its own), and repeating an address: it holds a secret.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.utils.translation import gettext_noop as _

from helder.delivery.channels import network, webhook
from helder.delivery.errors import ChannelError, Trouble

if TYPE_CHECKING:
    from apprise import AppriseAsset
    from apprise.plugins import NotifyBase

log = logging.getLogger(__name__)

LOCAL = {
    "dbus", "kde", "glib", "gio", "qt", "gnome", "macosx", "windows", "syslog", "blink1", "fcm",
    "vapid", "file", "notify", "mailto", "mailtos", "workflow", "workflows", "growl",
}  # fmt: skip
"""What acts on the server itself, reads its files, or has a channel of its own in Helder."""
READS_FILES = {
    "attach", "template", "keyfile", "key_file", "pgpkey", "pgp", "redirect", "retry", "timeout",
}  # fmt: skip
UNKNOWN = _("This is not an address of a service that Helder knows. Look at the examples.")
NOT_HERE = _("Helder does not use this kind of service.")
NO_EXTRAS = _("This address holds a setting that Helder does not use (such as attach or template).")
LEFT_OUT = _("The service leaves out the person in this address, so it would tell everybody.")
WRONG = _("The service does not understand this address. Check it piece by piece.")
NOT_TAKEN = _("The service did not take it.")
_STATUS = re.compile(r"error=(\d{3})\b|\((\d{3})\)")
_NEVER_SENT = re.compile(
    r"NewConnectionError|NameResolutionError|ConnectTimeout|SSLError|refused|Failed to resolve"
)


class _Ear(logging.Handler):
    """What apprise writes in its log while this thread sends: it says there why it failed."""

    def __init__(self) -> None:
        super().__init__()
        self.mine = threading.local()

    def emit(self, record: logging.LogRecord) -> None:
        """Kept for the thread that listens, and nowhere else: it may hold an address."""
        heard = getattr(self.mine, "heard", None)
        if heard is not None and (record.levelno >= logging.WARNING or "xception" in record.msg):
            heard.append(record.getMessage())

    @contextmanager
    def listening(self) -> Iterator[list[str]]:
        """The lines written in this thread meanwhile."""
        heard: list[str] = []
        self.mine.heard = heard
        try:
            yield heard
        finally:
            self.mine.heard = None


EAR = _Ear()
_LOG = logging.getLogger("apprise")
_LOG.setLevel(logging.DEBUG)
_LOG.propagate = False
_LOG.addHandler(EAR)


@cache
def _asset() -> AppriseAsset:
    from apprise import AppriseAsset

    return AppriseAsset(
        async_mode=False,
        secure_logging=True,
        http_redirects=False,
        interpret_emojis=False,
        app_id="Helder",
        app_desc="Helder",
        image_url_mask="",
        image_url_logo="",
        allow_templates=False,
        service_timeout=0,
    )


def service(url: str, must_name: Sequence[str] = ()) -> NotifyBase:
    """The service behind an address. Raises ChannelError (permanent) when Helder cannot use it, or
    when it does not take over every word of `must_name`: it would send to somebody else."""
    parts = _parts(url)
    if parts.scheme.lower() in LOCAL:
        raise ChannelError(NOT_HERE, permanent=True)
    if {name.lower() for name, _value in parse_qsl(parts.query)} & READS_FILES:
        raise ChannelError(NO_EXTRAS, permanent=True)
    found = _made(url)
    if type(found).__module__.split(".")[:2] != ["apprise", "plugins"]:
        raise ChannelError(NOT_HERE, permanent=True)
    if not _names(found, must_name):
        raise ChannelError(LEFT_OUT, permanent=True)
    for host in _hosts(found, parts):
        network.guard(host)
    found.redirects = False
    found.socket_connect_timeout, found.socket_read_timeout = webhook.SECONDS
    return found


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
    except ValueError:
        raise ChannelError(WRONG, permanent=True) from None
    if not re.match(r"^[a-z0-9+]+://\S+$", url, re.I):
        raise ChannelError(UNKNOWN, permanent=True)
    return parts


def _hosts(found: NotifyBase, parts: SplitResult) -> Iterator[str]:
    """Where it would go, as far as its address says. For many services that place holds a key,
    which is not looked up: the question itself would tell it."""
    shapes: tuple[str, ...] = found.templates
    if isinstance(found.host, str) and any("{host}" in shape for shape in shapes):
        yield found.host
    for _name, value in parse_qsl(parts.query):
        if "://" in value:
            yield _parts(value).hostname or ""


def _names(found: NotifyBase, words: Sequence[str]) -> bool:
    address: Any = found.url(privacy=False)  # type: ignore[no-untyped-call]
    taken = unquote(str(address)).casefold()
    return all(word.lstrip("+").casefold() in taken for word in words)


def _made(url: str) -> NotifyBase:
    from apprise import Apprise  # heavy: only loaded where it is used
    from apprise.plugins import NotifyBase

    with EAR.listening() as heard:
        try:
            found = Apprise.instantiate(url, asset=_asset())
        except Exception:
            found = None
    if not isinstance(found, NotifyBase):
        known = not any("upported" in line or "Unknown" in line for line in heard)
        raise ChannelError(WRONG if known else UNKNOWN, permanent=True)
    return found


def check(url: str) -> str:
    """Why this address cannot be used; "" when it can."""
    try:
        service(url)
    except ChannelError as error:
        return error.note
    except Exception:
        return WRONG
    return ""


def send(
    to: NotifyBase, title: str, body: str, *, as_is: bool = False, personal: bool = False
) -> None:
    """Sends, or raises ChannelError. `as_is`: the service shows this text as it stands; otherwise
    it is plain text, rewritten as the service wants it. `personal`: one service serves all, so
    what is wrong with it is no person's fault."""
    from apprise import Apprise, NotifyFormat

    apprise = Apprise(asset=_asset())
    apprise.add(to)
    with EAR.listening() as heard:
        try:
            taken = apprise.notify(
                body=body, title=title, body_format=None if as_is else NotifyFormat.TEXT
            )
        except Exception as error:
            log.warning("apprise failed with %s.", type(error).__name__)
            raise ChannelError(NOT_TAKEN, permanent=False) from None
    if not taken:
        _explain(heard, personal)


def _explain(heard: list[str], personal: bool) -> None:
    """Raises what the lines that apprise wrote say about the failure."""
    said = "\n".join(heard)
    if "onnection error" in said or "xception" in said:
        raise _no_connection(said, personal)
    statuses = [int(one or other) for one, other in _STATUS.findall(said)]
    if statuses:
        judge = webhook.judge_personal if personal else webhook.judge
        judge(webhook.Answer(statuses[-1]))
    raise ChannelError(NOT_TAKEN, permanent=False)


def _no_connection(said: str, personal: bool) -> ChannelError:
    if not _NEVER_SENT.search(said):
        return ChannelError(webhook.UNSURE, permanent=False, trouble=Trouble.UNKNOWN)
    trouble = Trouble.CHANNEL if personal else Trouble.ROW
    return ChannelError(webhook.DOWN, permanent=False, trouble=trouble)
