"""The status page in a stampede: `helder serve` beside nginx with the same page as a file.

Both run at the same time on the same machine and are asked in turns, so that whatever else the
machine does hits both. While one round runs, an outage is published from a second process (as the
worker or another machine does), and a visitor looks when it is there. wrk and nginx are Debian's.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from limits import at_least, limit

SECONDS = int(os.environ.get("HELDER_BENCH_SECONDS", "6"))
ROUNDS = int(os.environ.get("HELDER_BENCH_ROUNDS", "4"))
CONNECTIONS = (64, 512)
PUBLISHED = 5
RATIO, VISIBLE_MS, P99_MS, GROWTH_MB = 0.8, 500, 60, 20
ITS_OWN = {"connection", "content-type", "content-length", "etag", "date", "server"}
NGINX = """
worker_processes auto; error_log stderr crit; pid {folder}/nginx.pid; daemon off;
events {{ worker_connections 2048; }}
http {{
  access_log off; sendfile on; tcp_nopush on; gzip_static always; etag on;
  keepalive_requests 1000000;
  types {{ text/html html; }}
  server {{ listen 127.0.0.1:{port} backlog=2048; root {folder}/www;
    location / {{ {headers} index index.html; }} }}
}}
"""
PUBLISH = """
import sys, time, django
django.setup()
from datetime import timedelta
from helder.kit import clock
from helder.outages import actions
from helder.outages.rules import Facts, Word
from helder.services.models import Service
service = Service.objects.order_by("pk").first()
said = {"symptom": {"nl": "Het doet het niet.", "en": "It does not work."}}
outage = actions.publish(
    Facts("outage", [service]), Word(said, clock.now() + timedelta(hours=1)), by=None)
print("ready", flush=True)
for line in sys.stdin:
    mark = line.strip()
    news = {"nl": f"Nieuws {mark}.", "en": f"News {mark}."}
    actions.update(
        outage, Word({"news": news, "workaround": news}, clock.now() + timedelta(hours=1)), by=None)
    print(time.time(), flush=True)
"""


def measure() -> dict[str, Any]:
    """Makes a demo, serves it beside nginx, and asks both in turns."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run(
            [sys.executable, "-m", "helder", "demo", "--no-serve"], cwd=folder, check=True
        )
        environment = _environment(folder / "demo-data")
        port, peer = _free(), _free()
        with _helder(environment, port) as server:
            page = _get(port, "gzip")
            with _nginx(folder, peer, gzip.decompress(page), _headers(port)):
                return _measured(environment, server, port, peer, page)


def _measured(
    environment: dict[str, str], server: int, port: int, peer: int, page: bytes
) -> dict[str, Any]:
    for warm in (port, peer):
        _wrk(warm, 512, 2)
    before = _memory(server)
    limits: list[dict[str, Any]] = []
    seen: dict[str, Any] = {"bytes as sent": len(page)}
    for connections in CONNECTIONS:
        rounds = [(_wrk(port, connections), _wrk(peer, connections)) for _round in range(ROUNDS)]
        ratios = [ours["rate"] / theirs["rate"] for ours, theirs in rounds]
        seen[f"{connections} connections"] = {
            "helder": [ours for ours, _theirs in rounds],
            "nginx": [theirs for _ours, theirs in rounds],
        }
        said = f"of nginx with {connections} connections"
        limits.append(at_least(said, statistics.median(ratios), RATIO, "times"))
    slow = statistics.median(each["p99_ms"] for each in seen["512 connections"]["helder"])
    visible = _published(environment, port)
    seen["publish to visible under 512 connections, ms"] = [round(each) for each in visible]
    grown = _memory(server) - before
    limits += [
        limit("p99 with 512 connections", slow, P99_MS, "ms"),
        limit(
            "publish to visible under that load, the median",
            statistics.median(visible),
            VISIBLE_MS,
            "ms",
        ),
        limit("memory grew by", grown, GROWTH_MB, "MB"),
    ]
    return {"page": "/status/ of the demo, gzip", **seen, "limits": limits}


def _published(environment: dict[str, str], port: int) -> list[float]:
    """Milliseconds from the moment an update holds until a visitor sees it, under load."""
    process = subprocess.Popen(
        [sys.executable, "-c", PUBLISH],
        env=environment | {"DJANGO_SETTINGS_MODULE": "helder.config.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "ready"
    time.sleep(3)
    load = threading.Thread(target=_wrk, args=(port, 512, PUBLISHED * 4))
    load.start()
    found = []
    for number in range(PUBLISHED):
        time.sleep(2)
        mark = f"w{number}{os.getpid()}"
        process.stdin.write(f"{mark}\n")
        process.stdin.flush()
        published = float(process.stdout.readline())
        while mark.encode() not in _get(port, "identity"):
            time.sleep(0.005)
        found.append((time.time() - published) * 1000)
    load.join()
    process.stdin.close()
    process.wait()
    return found


def _wrk(port: int, connections: int, seconds: int = SECONDS) -> dict[str, float]:
    done = subprocess.run(
        ["wrk", "-t2", f"-c{connections}", f"-d{seconds}s", "--latency", "--timeout", "10s",
         "-H", "Accept-Encoding: gzip", f"http://127.0.0.1:{port}/status/"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    errors = re.search(r"Non-2xx or 3xx responses: (\d+)", done.stdout)
    assert errors is None, done.stdout
    rate = re.search(r"Requests/sec:\s+([0-9.]+)", done.stdout)
    slow = re.search(r"99%\s+([0-9.]+)(us|ms|s)", done.stdout)
    assert rate is not None, done.stdout
    assert slow is not None, done.stdout
    return {
        "rate": round(float(rate[1])),
        "p99_ms": round(float(slow[1]) * {"us": 0.001, "ms": 1, "s": 1000}[slow[2]], 1),
    }


def _get(port: int, encoding: str) -> bytes:
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}/status/", headers={"Accept-Encoding": encoding}
    )
    with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310
        return answer.read()


def _headers(port: int) -> str:
    """What Helder says beside the page, in nginx's words."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/status/", timeout=30) as answer:
        said = [pair for pair in answer.headers.items() if pair[0].lower() not in ITS_OWN]
    return " ".join(f'add_header {name} "{value}";' for name, value in said)


def _environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HELDER_")}
    return kept | {"HELDER_HOME": str(home), "HELDER_DEMO": "1"}


@contextmanager
def _helder(environment: dict[str, str], port: int) -> Iterator[int]:
    """`helder serve`; gives its first process, once the page comes from memory."""
    command = [sys.executable, "-m", "helder", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        _wait_for_the_copy(Path(environment["HELDER_HOME"]) / "snapshot")
        yield process.pid
    finally:
        process.terminate()
        process.wait()


@contextmanager
def _nginx(folder: Path, port: int, page: bytes, headers: str) -> Iterator[None]:
    """The same page as a file, with the same headers, compressed beforehand as well."""
    place = folder / "www" / "status"
    place.mkdir(parents=True)
    (place / "index.html").write_bytes(page)
    (place / "index.html.gz").write_bytes(gzip.compress(page, 6))
    for path in (folder, folder / "www", place):
        path.chmod(0o755)
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port, headers=headers))
    process = subprocess.Popen(["nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)])
    try:
        _wait_for(port)
        yield
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    for _try in range(1200):
        try:
            _get(port, "gzip")
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"nothing answers on {port}")


def _wait_for_the_copy(folder: Path) -> None:
    """Until the first copy is written whole: from then on there is only what any day brings."""
    for _try in range(1200):
        manifest = folder / "helder-copy.json"
        if manifest.exists() and json.loads(manifest.read_text())["complete_at"]:
            time.sleep(3)
            return
        time.sleep(0.5)
    raise TimeoutError("no copy was written")


def _family(process: int) -> list[int]:
    """A process and all below it."""
    found = subprocess.run(
        ["pgrep", "-P", str(process)], capture_output=True, text=True, check=False
    )
    below = (_family(int(child)) for child in found.stdout.split())
    return [process, *(each for family in below for each in family)]


def _memory(process: int) -> float:
    """Megabytes of all processes together; what they share counts once (PSS)."""
    return sum(map(_share, _family(process))) / 1024


def _share(process: int) -> int:
    found = re.search(r"Pss:\s+(\d+)", Path(f"/proc/{process}/smaps_rollup").read_text())
    assert found
    return int(found[1])


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
