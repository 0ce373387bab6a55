"""The connection to a push service: it looks whom it reached before it says a word."""

from __future__ import annotations

import socket
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError

from helder.delivery.channels.network import guard_address
from helder.delivery.errors import ChannelError


def session() -> requests.Session:
    """A session over HTTPS that gives up before a word is said when it reached a machine that is
    not on the public internet, whatever its name promised."""
    made = requests.Session()
    made.mount("https://", _PublicOnly(max_retries=0))
    return made


class _PublicConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        found = super()._new_conn()
        try:
            guard_address(str(found.getpeername()[0]), self.host)
        except ChannelError as shut:
            found.close()
            raise NewConnectionError(self, shut.note) from shut
        return found


class _PublicPool(HTTPSConnectionPool):
    ConnectionCls = _PublicConnection


class _PublicOnly(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"https": _PublicPool}
