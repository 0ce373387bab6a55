"""The verbs of the journal in words.

Owns: one sentence per verb that any module records. It stands here, beside the page that shows
them; a verb without words is shown as it is kept.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "audience.added": _("made an audience"),
    "audience.changed": _("changed an audience"),
    "audience.removed": _("removed an audience"),
    "coach.forgot": _("threw away a sentence that a writer kept"),
    "delivery.resent": _("sent mails once more"),
    "department.added": _("made a department"),
    "department.changed": _("changed a department"),
    "department.removed": _("removed a department"),
    "draft.approved": _("published a draft as the second person"),
    "draft.asks_approval": _("asked a second person to look at a draft"),
    "draft.discarded": _("threw a draft away"),
    "draft.not_published": _("could not publish a draft at its time"),
    "draft.proposed": _("proposed a draft"),
    "draft.scheduled": _("chose a time at which a draft is published"),
    "draft.unscheduled": _("took back the time of a draft"),
    "following.started": _("follows more"),
    "following.stopped": _("follows less"),
    "house.changed": _("changed the house style"),
    "house.logo_removed": _("removed the logo"),
    "house.logo_set": _("put in a new logo"),
    "house.words_changed": _("changed the words that the coach knows"),
    "journal.shortened": _("removed lines of the journal that were old enough"),
    "message.corrected": _("corrected a text"),
    "message.let_through": _("let a text through that the coach stopped"),
    "message.published": _("published a text"),
    "outage.brought_in": _("brought in an outage of the past"),
    "outage.merged": _("joined an outage with another"),
    "outage.published": _("told of an outage"),
    "outage.reopened": _("opened an outage again"),
    "outage.resolved": _("said that an outage is solved"),
    "outage.updated": _("said more about an outage"),
    "people.imported": _("brought in people from a file"),
    "person.added": _("added a person"),
    "person.changed": _("changed a person’s details"),
    "person.chose": _("changed their own choices"),
    "person.left": _("switched somebody off who left"),
    "person.erased": _("erased a person"),
    "person.erasure_asked": _("asked to be erased"),
    "person.erasure_declined": _("did not erase a person who had asked for it"),
    "person.promoted": _("made somebody administrator"),
    "person.subscribed": _("subscribed as a guest"),
    "person.tries_again": _("tries a channel again that did not reach them"),
    "place.added": _("made a place"),
    "place.changed": _("changed a place"),
    "place.removed": _("removed a place"),
    "promise.handed_over": _("handed a promise over to a colleague"),
    "promise.kept": _("did what was promised"),
    "promise.made": _("made a promise"),
    "promise.renegotiated": _("moved a promise"),
    "promise.withdrawn": _("withdrew a promise"),
    "push.asked": _("asked for notifications on a device"),
    "push.forgotten": _("stopped notifications on a device"),
    "reaction.answered": _("answered a reaction"),
    "reaction.came_in": _("reacted to a message"),
    "reaction.closed": _("closed a reaction without an answer"),
    "reaction.handed_over": _("handed a reaction over to a colleague"),
    "screen.changed": _("changed a screen"),
    "screen.made": _("made a screen for a hall"),
    "screen.revoked": _("took the address of a screen away"),
    "service.added": _("added a service"),
    "service.changed": _("changed a service"),
    "supplier.added": _("added a supplier"),
    "supplier.changed": _("changed a supplier"),
    "token.made": _("made a token for a program"),
    "token.revoked": _("revoked a token"),
}


def in_words(verb: str) -> str:
    """What somebody did, for a person who reads the journal."""
    return str(DEEDS.get(verb, verb))
