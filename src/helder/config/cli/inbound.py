"""`helder inbound`: takes mail that a mail server hands over."""

from __future__ import annotations

import logging

import click

DOOR = "HOST:PORT, such as 127.0.0.1:8024"


class DoorType(click.ParamType):  # type: ignore[type-arg]
    """An address to listen on."""

    name = "host:port"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, int]:
        """The two parts; an IPv6 address stands between brackets."""
        host, _colon, port = str(value).rpartition(":")
        if not host or not port.isdecimal() or not 0 < int(port) < 65536:
            self.fail(f"{value!r} is no address to listen on; write {DOOR}.", param, ctx)
        return host.strip("[]"), int(port)


@click.command()
@click.option("--lmtp", multiple=True, type=DoorType(), help=f"Listen for LMTP on {DOOR}.")
@click.option("--smtp", multiple=True, type=DoorType(), help=f"Listen for SMTP on {DOOR}.")
def inbound(lmtp: tuple[tuple[str, int], ...], smtp: tuple[tuple[str, int], ...]) -> None:
    """Take bounces and replies that a mail server hands over.

    Answers only after a mail was taken in. Listen where only your mail server can come: Helder asks
    nobody for a password here. Not needed when Helder reads a mailbox (HELDER_INBOX_URL).
    """
    from helder.config.cli.ready import django_ready, stop

    if not lmtp and not smtp:
        stop(f"Say where to listen: helder inbound --lmtp {DOOR}.")
    django_ready()
    from django.conf import settings

    from helder.delivery.inbound import listener

    if not settings.REPLY_ADDRESS:
        stop("HELDER_REPLY_ADDRESS is not set; write the mail address whose mail comes in here.")
    doors = [listener.Door(host, port) for host, port in lmtp]
    doors += [listener.Door(host, port, lmtp=False) for host, port in smtp]
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    try:
        listener.run(doors)
    except OSError as error:
        stop(f"Helder cannot listen there: {error.strerror or error}.")
