"""What is broken, or will be worked on, and all that is kept about it; one room per subject.

Owns: kind, services, places, since when, how it ended, and what grows around it. Refuses: holding
the words themselves (each update has a message) and sending anything.
"""

from helder.outages.models.afterwards import Change, Opinion, Review
from helder.outages.models.copies import Copy
from helder.outages.models.escalation import Call, Escalation, Rung
from helder.outages.models.long import Answer, Cadence, HelpPoint, Progress, Shift, Template
from helder.outages.models.metoo import Report, Surge, Tapped
from helder.outages.models.monitoring import Alert, Monitor, Rule, Starter
from helder.outages.models.outage import Outage, OutageQuerySet, Update
from helder.outages.models.planned import Moved, NoGo, Notice, Series

__all__ = [
    "Alert",
    "Answer",
    "Cadence",
    "Call",
    "Change",
    "Copy",
    "Escalation",
    "HelpPoint",
    "Monitor",
    "Moved",
    "NoGo",
    "Notice",
    "Opinion",
    "Outage",
    "OutageQuerySet",
    "Progress",
    "Report",
    "Review",
    "Rule",
    "Rung",
    "Series",
    "Shift",
    "Starter",
    "Surge",
    "Tapped",
    "Template",
    "Update",
]
