"""What Helder did with an alert, in words: kept as it is translated, said when it is shown."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

WAITS = _("Waits to see whether it lasts.")
WAITS_FOR_WORK = _("Maintenance of this service is going on: nothing is opened until that is over.")
IGNORED = _("A rule says to do nothing.")
LISTED = _("No rule and no service fits, so it only stands here.")
DRAFTED = _("Opened a draft.")
ADDED = _("Added to the draft that was open.")
BESIDE = _("Put beside the draft that somebody is writing.")
ATTACHED = _("Belongs to an outage that we already told of.")
PUBLISHED = _("Published with the template of the rule.")
PROPOSED = _("Published with the template of the rule. When it was over, a last word was proposed.")
STOPPED = _("The template could not be published, so it became a draft.")
STORM = _("More is broken at the same time, so a person looks at the draft before it is published.")
FLAPS = _("It was broken less than an hour ago too, so a person looks at the draft first.")
OVER_IN_TIME = _("It was over before anything had to be done.")
OVER_BEFORE = _("It was over when we first heard of it.")
CLOSED = _("It was over before anybody looked, so the draft was thrown away.")

OF_RULE = frozenset({PUBLISHED, PROPOSED})
"""Those that say that a rule told readers of it."""
OF_DRAFT = frozenset({DRAFTED, ADDED, BESIDE, STOPPED, STORM, FLAPS})
"""Those that say that a draft was opened or filled."""
