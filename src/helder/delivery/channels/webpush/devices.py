"""A browser's own words about itself, as its owner would say it: "Firefox on Windows". Pure."""

from __future__ import annotations

from django.utils.translation import gettext

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
MACHINES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def named(agent: str) -> str:
    """The browser and the machine, in the reader's language; the User-Agent itself is not kept."""
    browser = next((name for sign, name in BROWSERS if sign in agent), "")
    machine = next((name for sign, name in MACHINES if sign in agent), "")
    if browser and machine:
        return gettext("%(browser)s on %(machine)s") % {"browser": browser, "machine": machine}
    return browser or machine or gettext("A browser")
