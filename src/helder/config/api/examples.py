"""Examples of requests and answers, for the OpenAPI document and the reference page.

A test checks each of them against the schema of its operation.
"""

from __future__ import annotations

from typing import Any

OUTAGE_ID, DISPATCH_ID, PROMISE_ID = "k3w8tq5hn2vz", "x7c4mp9rd6ya", "b5j2sf8gq4ue"
HOME = "https://it.example.org"
PAGE = f"{HOME}/status/{OUTAGE_ID}/"
START, NOW = "2026-11-22T13:40:00+01:00", "2026-11-22T13:45:00+01:00"
DUE, NEXT_DUE = "2026-11-22T14:30:00+01:00", "2026-11-22T15:00:00+01:00"

WIFI_NOTICE: dict[str, Any] = {
    "kind": "outage",
    "services": ["wifi"],
    "places": ["noord"],
    "audiences": [],
    "symptom": {
        "nl": "Uw laptop of telefoon vindt het wifi-netwerk niet.",
        "en": "Your laptop or phone does not find the wifi network.",
    },
    "affected": {"nl": "Iedereen op locatie Noord.", "en": "Everybody at location North."},
    "workaround": {
        "nl": "Gebruik een vaste aansluiting of de hotspot van uw telefoon.",
        "en": "Use a wired connection or the hotspot of your phone.",
    },
    "doing": {
        "nl": "We vervangen een kapot onderdeel in de meterkast.",
        "en": "We are replacing a broken part in the network cabinet.",
    },
    "since": "2026-11-22T13:40:00+01:00",
    "next_update_at": "2026-11-22T14:30:00+01:00",
    "publish": True,
}
NEXT_WORD: dict[str, Any] = {
    "news": {
        "nl": "Het nieuwe onderdeel zit erin. De eerste gangen hebben weer wifi.",
        "en": "The new part is in place. The first corridors have wifi again.",
    },
    "step": "monitoring",
    "next_update_at": "2026-11-22T15:00:00+01:00",
}
LAST_WORD: dict[str, Any] = {
    "news": {
        "nl": "De wifi doet het weer op heel Noord. U hoeft niets te doen.",
        "en": "The wifi works again in the whole of North. There is nothing you need to do.",
    }
}
ASKED: dict[str, Any] = {
    "tell_of_outage": WIFI_NOTICE,
    "say_next_word": NEXT_WORD,
    "resolve_outage": LAST_WORD,
    "move_maintenance": {
        "scheduled_for": "2026-12-03T18:00:00+01:00",
        "scheduled_until": "2026-12-03T20:00:00+01:00",
        "reason": {
            "nl": "De monteur kan niet eerder komen.",
            "en": "The engineer cannot come before.",
        },
    },
    "ask_coach": {"text": "Over een uur is het zeker klaar!", "kind": "outage", "lang": "nl"},
}

OUTAGE: dict[str, Any] = {
    "id": OUTAGE_ID,
    "url": PAGE,
    "kind": "outage",
    "state": "running",
    "title": {"nl": "Wifi doet het niet (Noord)", "en": "Wifi does not work (North)"},
    "services": ["wifi"],
    "places": ["noord"],
    "audiences": [],
    "since": START,
    "scheduled_for": None,
    "scheduled_until": None,
    "published_at": NOW,
    "changed_at": NOW,
    "resolved_at": None,
    "merged_into": None,
    "promise": {"id": PROMISE_ID, "due_at": DUE},
}
UPDATE: dict[str, Any] = {
    "number": 1,
    "step": "investigating",
    "published_at": NOW,
    "corrected": False,
    "news": None,
    "symptom": {"nl": "Uw laptop of telefoon vindt het wifi-netwerk niet."},
    "affected": {"nl": "Iedereen op locatie Noord."},
    "workaround": {"nl": "Gebruik een vaste aansluiting of de hotspot van uw telefoon."},
    "doing": {"nl": "We vervangen een kapot onderdeel in de meterkast."},
    "dispatch": {"id": DISPATCH_ID},
    "promise": {"id": PROMISE_ID, "due_at": DUE},
}
PROMISE: dict[str, Any] = {
    "id": PROMISE_ID,
    "kind": "next_update",
    "state": "made",
    "what": {
        "nl": "Nieuws over: Wifi doet het niet (Noord)",
        "en": "News about: Wifi does not work (North)",
    },
    "about": f"outage:{OUTAGE_ID}",
    "url": PAGE,
    "made_at": NOW,
    "due_at": DUE,
    "kept_at": None,
    "closed_at": None,
    "reason": {},
    "moved_to": None,
}
FINDING: dict[str, Any] = {
    "rule": "guard.false_certainty",
    "level": "block",
    "start": 0,
    "end": 32,
    "excerpt": "Over een uur is het zeker klaar!",
    "why": "Nobody can be sure of this. If it takes longer, people no longer believe you.",
    "suggestion": "We verwachten dat het over een uur klaar is. Om 14:30 hoort u meer.",
}
FINDINGS: dict[str, Any] = {"doing.nl": [FINDING]}
REFUSED_FIELDS = {
    "next_update_at": "This time is already past. Choose a later one.",
    "services": "“wiffi” does not exist. Near it: wifi.",
}


def _said(number: int, due: str | None) -> dict[str, Any]:
    promise = {"id": PROMISE_ID, "due_at": due} if due else None
    start = {"id": OUTAGE_ID, "url": PAGE, "number": number}
    return start | {"dispatch": {"id": DISPATCH_ID}, "promise": promise}


ANSWERS: dict[str, Any] = {
    "tell_of_outage": _said(1, DUE),
    "say_next_word": _said(2, NEXT_DUE),
    "resolve_outage": _said(3, None),
    "move_maintenance": _said(2, "2026-12-03T20:00:00+01:00"),
    "list_outages": {
        "items": [OUTAGE],
        "next": f"{HOME}/api/v1/outages?limit=1&cursor=MTc5NTI2NTQwMDAwMDAwMC43",
    },
    "read_outage": OUTAGE
    | {
        "updates": [UPDATE],
        "promises": [
            {
                "id": PROMISE_ID,
                "due_at": DUE,
                "state": "made",
                "made_at": NOW,
                "kept_at": None,
            }
        ],
    },
    "read_dispatch": {
        "id": DISPATCH_ID,
        "state": "addressed",
        "about": f"outage:{OUTAGE_ID}",
        "number": 1,
        "created_at": NOW,
        "addressed_at": NOW,
        "not_after": NEXT_DUE,
        "total": 412,
        "counts": {
            "waiting": 18,
            "claimed": 0,
            "handing_over": 1,
            "accepted": 390,
            "delivered": 0,
            "uncertain": 0,
            "failed": 0,
            "bounced": 2,
            "expired": 0,
            "suppressed": 1,
        },
    },
    "list_promises": {"items": [PROMISE], "next": None},
    "ask_coach": {
        "lang": "nl",
        "kind": "outage",
        "findings": [FINDING],
        "missing": ["symptom", "affected", "workaround", "since", "next_update"],
        "readability": {
            "level": "A2",
            "score": 92.4,
            "words": 7,
            "sentences": 1,
            "verdict": "easy",
            "causes": [],
            "formulas": {"flesch_douma": 92.4, "leesindex_a": 87.5},
        },
        "times": [],
    },
}


def _link(operation: str, pointer: str) -> dict[str, Any]:
    return {"operationId": operation, "parameters": {"path.id": f"$response.body#/{pointer}"}}


_FROM_A_WORD = {
    "outage": _link("read_outage", "id"),
    "update": _link("say_next_word", "id"),
    "resolve": _link("resolve_outage", "id"),
    "dispatch": _link("read_dispatch", "dispatch/id"),
}
LINKS: dict[str, Any] = {
    "tell_of_outage": _FROM_A_WORD,
    "say_next_word": _FROM_A_WORD,
    "resolve_outage": {name: _FROM_A_WORD[name] for name in ("outage", "dispatch")},
    "list_outages": {
        "first": _link("read_outage", "items/0/id"),
        "update_first": _link("say_next_word", "items/0/id"),
    },
}
