"""What the worker does in the background for outages: publishing at a chosen time."""

from __future__ import annotations

import logging
import zoneinfo

from django.utils import timezone, translation
from django.utils.translation import gettext

from helder.kit import clock
from helder.messages.actions import AlreadyPublished, Blocked, schedule_failed
from helder.messages.models import Message
from helder.messages.queries import scheduled
from helder.organisation.queries import current
from helder.outages.composer import drafts
from helder.outages.composer import intent as composer
from helder.outages.rules import Refused
from helder.people.middleware import in_house_form
from helder.people.models import Person

log = logging.getLogger(__name__)


def publish_scheduled() -> int:
    """Publishes every draft whose time has come, through the same door as a person does."""
    zone = zoneinfo.ZoneInfo(current().time_zone)
    with timezone.override(zone):
        return sum(_publish(message) for message in scheduled(clock.now()))


def _publish(message: Message) -> int:
    with translation.override(_language(message.author)):
        try:
            about, form = drafts.bound(message)
            composer.perform(about, form, by=message.author, draft=message)
        except AlreadyPublished:
            return 0
        except Blocked:
            schedule_failed(message, gettext("The coach stops a sentence in it."))
        except Refused as error:
            schedule_failed(message, " ".join(error.errors.values()))
        except drafts.Gone:
            schedule_failed(message, gettext("The outage that it is about no longer exists."))
        except Exception:
            log.exception("The draft %s could not be published.", message.public_id)
            schedule_failed(message, gettext("Something broke in Helder while publishing it."))
        else:
            return 1
    return 0


def _language(author: Person | None) -> str:
    return in_house_form(author.language if author else "")
