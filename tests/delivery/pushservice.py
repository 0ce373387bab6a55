"""A push service on this machine, as Mozilla's speaks (autopush): a browser holds a WebSocket, an
application posts to an endpoint (RFC 8030). It keeps what it was given, and answers as it is told.
"""

from __future__ import annotations

import base64
import hashlib
import json
import socket
import struct
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


@dataclass
class Posted:
    """One message as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class PushService:
    """The stand-in: `answers` are given first, in order; then 201."""

    url: str = ""
    posted: list[Posted] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    keys: dict[str, str] = field(default_factory=dict)
    sockets: dict[str, Any] = field(default_factory=dict)
    acknowledged: list[str] = field(default_factory=list)
    callers: list[Any] = field(default_factory=list)
    forgetful: bool = False

    def take(self, posted: Posted) -> tuple[int, dict[str, str]]:
        """What is said of one message; a browser that is connected gets it at once."""
        self.posted.append(posted)
        if self.answers:
            return self.answers.pop(0)
        if posted.path in self.gone:
            return 410, {}
        channel = posted.path.rsplit("/", 1)[-1]
        if channel in self.sockets:
            self.sockets[channel].say(
                {
                    "messageType": "notification",
                    "channelID": channel,
                    "version": uuid.uuid4().hex,
                    "ttl": int(posted.headers.get("ttl", 0)),
                    "data": written(posted.body),
                    "headers": {"encoding": posted.headers["content-encoding"]},
                }
            )
        return 201, {"Location": f"{self.url}/m/{len(self.posted)}"}

    def forget(self) -> None:
        """It lost whom it knew: browsers that call again get another name, and new addresses."""
        self.gone |= {f"/wpush/v2/{channel}" for channel in self.sockets}
        self.sockets.clear()
        self.forgetful = True
        for caller in self.callers:
            caller.hang_up()

    def heard(self, caller: Any, said: dict[str, Any]) -> dict[str, Any] | None:
        """What a browser asks."""
        kind, channel = said.get("messageType"), said.get("channelID", "")
        if kind == "hello":
            self.callers.append(caller)
            uaid = "" if self.forgetful else said.get("uaid")
            uaid = uaid or uuid.uuid4().hex
            return {**said, "uaid": uaid, "status": 200, "use_webpush": True, "broadcasts": {}}
        if kind == "register":
            self.sockets[channel], self.keys[channel] = caller, said.get("key", "")
            endpoint = f"{self.url}/wpush/v2/{channel}"
            return {**said, "status": 200, "pushEndpoint": endpoint}
        if kind == "unregister":
            self.sockets.pop(channel, None)
            return {**said, "status": 200}
        if kind == "ack":
            self.acknowledged += [update["channelID"] for update in said["updates"]]
        return {} if not kind else None


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    service: PushService

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        status, extra = self.service.take(Posted(self.path, headers, self.rfile.read(length)))
        self.send_response(status)
        for name, value in {"Content-Length": "0", **extra}.items():
            self.send_header(name, value)
        self.end_headers()

    def do_GET(self) -> None:
        key = self.headers["Sec-WebSocket-Key"]
        accept = base64.b64encode(hashlib.sha1((key + GUID).encode()).digest()).decode()  # noqa: S324 - RFC 6455
        self.send_response(101)
        for name, value in {
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Accept": accept,
            "Sec-WebSocket-Protocol": self.headers.get("Sec-WebSocket-Protocol", ""),
        }.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.close_connection = True
        for text in self._frames():
            answer = self.service.heard(self, json.loads(text))
            if answer is not None:
                self.say(answer)

    def say(self, words: dict[str, Any]) -> None:
        data = json.dumps(words).encode()
        size = len(data)
        head = (
            struct.pack("!BB", 0x81, size) if size < 126 else struct.pack("!BBH", 0x81, 126, size)
        )
        self.wfile.write(head + data)
        self.wfile.flush()

    def hang_up(self) -> None:
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def _frames(self) -> Iterator[bytes]:
        while head := self.rfile.read(2):
            kind, size = head[0] & 0x0F, head[1] & 0x7F
            if size >= 126:
                size = struct.unpack("!H", self.rfile.read(2))[0]
            mask = self.rfile.read(4)
            data = bytes(b ^ mask[i % 4] for i, b in enumerate(self.rfile.read(size)))
            if kind == 8:
                return
            if kind == 1:
                yield data

    def log_message(self, *_args: object) -> None:
        """Says nothing."""


@contextmanager
def push_service() -> Iterator[PushService]:
    """One that runs until the test is over."""
    service = PushService()
    handler = type("Handler", (_Handler,), {"service": service})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    service.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()


class Browser:
    """The keys of one browser: what it would send on subscribing, and what it can read."""

    def __init__(self, service: PushService, name: str = "one") -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.auth = hashlib.sha256(name.encode()).digest()[:16]
        self.endpoint = f"{service.url}/wpush/v2/{name}"

    @property
    def sends(self) -> dict[str, str]:
        """The fields of the form."""
        point = self.private.public_key().public_bytes(
            Encoding.X962, PublicFormat.UncompressedPoint
        )
        return {"endpoint": self.endpoint, "p256dh": written(point), "auth": written(self.auth)}

    def reads(self, body: bytes) -> dict[str, Any]:
        """What a message says, once opened (RFC 8291)."""
        opened = http_ece.decrypt(
            body, private_key=self.private, auth_secret=self.auth, version="aes128gcm"
        )
        return json.loads(opened)  # type: ignore[no-any-return]


def written(data: bytes) -> str:
    """As JSON and headers carry bytes."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
