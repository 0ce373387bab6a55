"""Programs that others wrote for Statuspage read Helder as if it were one.

arez (PyPI) is installed with the tests. statuscheck (PyPI) and statuspage.io (npm) ask for old
versions of other packages: the slow part puts them in folders of their own.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine

from helder.outages import actions
from tests.cast import Cast
from tests.outages.told import ago, plan, tell, word

pytestmark = pytest.mark.django_db(transaction=True)
STATUSCHECK, STATUSPAGE_IO = "statuscheck==3.11.0", "statuspage.io@3.2.10"


@pytest.fixture
def address(cast: Cast, live_server: Any) -> str:
    """Where Helder answers, with an outage, maintenance going on, and maintenance planned."""
    tell(cast, places=[cast.noord])
    with time_machine.travel(ago(60 * 25)):
        plan(cast)
    plan(cast, services=[cast.grades])
    ended = tell(cast, said=60, services=[cast.grades])
    actions.resolve(ended, word(main="news"), by=cast.carol)
    return str(live_server.url)


def test_arez_reads_it(address: str) -> None:
    arez = pytest.importorskip("arez.statuspage", reason="arez is not installed")

    async def ask() -> Any:
        async with arez.StatusPage(address, loop=asyncio.get_running_loop()) as page:
            return await page.get_status()

    found = asyncio.run(ask())
    assert (found.name, found.impact) == ("Hogeschool Rivierland", "Major")
    states = {component.id: component.status for component in found.components}
    assert states == {
        "wifi": "Partial Outage", "e-mail": "Under Maintenance", "cijfers": "Operational",
    }  # fmt: skip
    (incident,) = found.component("wifi").incidents
    assert (incident.status, incident.impact) == ("Investigating", "Major")
    assert "Next update:" in incident.last_update.description or "Volgende" in str(incident.updates)
    assert sorted(m.status for m in found.maintenances) == ["In Progress", "Scheduled"]
    assert all(m.scheduled_until > m.scheduled_for for m in found.maintenances)
    assert found.component("cijfers").maintenances[0].components[0].id == "cijfers"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """For what is put in for one test only."""
    yield tmp_path
    shutil.rmtree(tmp_path, ignore_errors=True)


def run(*command: str, cwd: Path) -> str:
    """What it prints; a failure shows what it said."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


CHECK = """
import json
import sys
from statuscheck.services.bases._statuspageio import BaseStatusPageAPI
class Ours(BaseStatusPageAPI):
    name = "ours"
    def _get_base_url(self):
        return sys.argv[1] + "/api/v2/"
found = Ours().get_summary()
print(json.dumps({
    "ok": found.status.is_ok, "name": found.status.name,
    "components": {c.id: c.status for c in found.components},
    "incidents": sorted(i.status for i in found.incidents),
}))
"""


@pytest.mark.slow
def test_statuscheck_reads_it(address: str, folder: Path) -> None:
    run(sys.executable, "-m", "venv", "own", cwd=folder)
    run("own/bin/python", "-m", "pip", "install", "--quiet", STATUSCHECK, cwd=folder)
    found = json.loads(run("own/bin/python", "-c", CHECK, address, cwd=folder))
    assert found["ok"] is False
    assert found["incidents"] == ["in_progress", "investigating", "scheduled"]
    assert set(found["components"]) == {"wifi", "e-mail", "cijfers"}
    assert "" not in found["components"].values()


READ = """
const { Statuspage } = require("statuspage.io");
(async () => {
  const client = new Statuspage("helder");
  client.setApiUrl(process.argv[2]);
  const { incidents, scheduledMaintenances } = client.api;
  const all = await incidents.getAll();
  const unresolved = await incidents.getUnresolved();
  const summary = await client.api.getSummary();
  const upcoming = await scheduledMaintenances.getUpcoming();
  const active = await scheduledMaintenances.getActive();
  const components = await client.api.getComponents();
  const status = await client.api.getStatus();
  console.log(JSON.stringify({
    all: all.incidents.map((i) => i.status).sort(),
    unresolved: unresolved.incidents.map((i) => i.incident_updates[0].status),
    upcoming: upcoming.scheduled_maintenances.length,
    active: active.scheduled_maintenances.map((m) => Date.parse(m.scheduled_for) > 0),
    components: components.components.map((c) => c.status),
    indicator: status.status.indicator,
    same: summary.page.name === all.page.name,
  }));
})();
"""


@pytest.mark.slow
def test_statuspage_io_reads_it(address: str, folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed (apt: npm)")
    run(npm, "install", "--no-audit", "--no-fund", "--silent", STATUSPAGE_IO, cwd=folder)
    (folder / "read.cjs").write_text(READ)
    found = json.loads(run(str(shutil.which("node")), "read.cjs", address, cwd=folder))
    assert found == {
        "all": ["investigating", "resolved"], "unresolved": ["investigating"],
        "upcoming": 1, "active": [True],
        "components": ["operational", "under_maintenance", "partial_outage"],
        "indicator": "major", "same": True,
    }  # fmt: skip
