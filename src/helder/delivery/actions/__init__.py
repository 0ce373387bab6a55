"""The verbs of delivery: dispatch, write down the recipients, claim, hand over, record."""

from helder.delivery.actions.addressing import address, claim_dispatch
from helder.delivery.actions.aging import expire, hurry, reap
from helder.delivery.actions.amending import AGAIN, TooLate, resend
from helder.delivery.actions.digesting import send_digests
from helder.delivery.actions.dispatching import dispatch
from helder.delivery.actions.handing import Shelf, claim, release, step
from helder.delivery.actions.pausing import LONGEST_CHANNEL_PAUSE, allowed, pause, resume
from helder.delivery.actions.rerouting import bounced

__all__ = [
    "AGAIN",
    "LONGEST_CHANNEL_PAUSE",
    "Shelf",
    "TooLate",
    "address",
    "allowed",
    "bounced",
    "claim",
    "claim_dispatch",
    "dispatch",
    "expire",
    "hurry",
    "pause",
    "reap",
    "release",
    "resend",
    "resume",
    "send_digests",
    "step",
]
