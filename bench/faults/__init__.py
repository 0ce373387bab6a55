"""What is left of a message when everything goes wrong: workers killed, the database restarted, the
relay away and moody. What counts is what the mail server got, not what Helder believes.

`measure` is the whole run; `short` is small enough for every test run.
"""

from __future__ import annotations

from faults.run import measure, short

__all__ = ["measure", "short"]
