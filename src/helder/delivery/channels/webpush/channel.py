"""From a delivery row to the notifications on all devices of one person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Max, Q
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_noop as _

from helder.delivery.channels import Kind, Option
from helder.delivery.channels.onebyone import OneByOne
from helder.delivery.channels.webpush import keys
from helder.delivery.channels.webpush.answers import TAKEN, Answer, Came, Device
from helder.delivery.channels.webpush.notice import Notice, left, notice
from helder.delivery.errors import ChannelError, Trouble
from helder.delivery.letters import letter_for
from helder.delivery.models import PushSubscription
from helder.delivery.parcels import Ledger, Parcel, Reader
from helder.kit import clock
from helder.organisation.queries import current
from helder.people.middleware import in_house_form

if TYPE_CHECKING:
    from helder.delivery.channels.webpush.post import Post

NO_DEVICE = _("No device of this person takes notifications any more.")


@dataclass(frozen=True)
class Ready:
    """What goes to one person, and to which devices."""

    devices: Sequence[Device]
    notice: Notice


class WebPushChannel(OneByOne):
    """Hands each parcel to all devices of its reader; one that took it is enough."""

    at_once = 8

    def __init__(self, post: Post) -> None:
        self.post = post
        self._devices: Mapping[int, list[Device]] = {}
        self._gone: list[int] = []

    def send(self, parcels: Sequence[Parcel], ledger: Ledger) -> None:
        """All devices in one query; those that are gone are forgotten, whatever happens."""
        self._devices = devices_of(parcel.reader for parcel in parcels if parcel.reader)
        try:
            super().send(parcels, ledger)
        finally:
            self._forget()

    def prepare(self, parcel: Parcel) -> Ready:
        """The notification in the reader's language."""
        reader, dispatch = parcel.reader, parcel.dispatch
        locale, letter = letter_for(parcel.content, in_house_form(parcel.language))
        made = notice(
            letter,
            locale,
            thread=dispatch.thread or dispatch.public_id,
            urgent=dispatch.is_urgent,
            lasts=left(dispatch.not_after, clock.now()),
        )
        return Ready(self._devices.get(reader.pk, []) if reader else [], made)

    def deliver(self, parcel: Parcel, prepared: object) -> str:
        """To every device. Raises ChannelError when none took it."""
        ready = cast(Ready, prepared)
        answers = {device: self.post.hand_over(device, ready.notice) for device in ready.devices}
        self._gone += [device.pk for device, said in answers.items() if said.came is Came.GONE]
        return verdict(list(answers.values()))

    def close(self) -> None:
        """Ends the connections."""
        self._forget()
        self.post.close()

    def _forget(self) -> None:
        gone, self._gone = self._gone, []
        if gone:
            PushSubscription.objects.filter(pk__in=gone).delete()


def verdict(answers: Sequence[Answer]) -> str:
    """The note when a device took it. Raises ChannelError with the best hope otherwise."""
    came = {answer.came: answer for answer in answers}
    if Came.TAKEN in came:
        return TAKEN
    if Came.LATER in came:
        later = came[Came.LATER]
        wait = timedelta(seconds=later.rest) if later.rest else None
        raise ChannelError(later.note, permanent=False, wait=wait)
    if refused := came.get(Came.REFUSED) or came.get(Came.TOO_LONG):
        raise ChannelError(refused.note, permanent=True)
    raise ChannelError(NO_DEVICE, permanent=True, trouble=Trouble.ADDRESS, address_is_gone=True)


def devices_of(readers: Iterable[Reader]) -> Mapping[int, list[Device]]:
    """Per person the browsers that said yes, in one query."""
    found: dict[int, list[Device]] = defaultdict(list)
    rows = PushSubscription.objects.filter(person__in=[reader.pk for reader in readers])
    for pk, person, *address in rows.order_by("pk").values_list(
        "pk", "person_id", "endpoint", "p256dh", "auth"
    ):
        found[person].append(Device(pk, *address))
    return found


def addresses(readers: Sequence[Reader]) -> Mapping[int, str]:
    """Who said yes on at least one device; another address as soon as they do so again."""
    rows = PushSubscription.objects.filter(person__in=[reader.pk for reader in readers])
    newest = rows.order_by().values("person_id").annotate(newest=Max("pk"))
    return {row["person_id"]: f"device:{row['newest']}" for row in newest}


def reachable() -> Q:
    """The same as a condition, to count with."""
    return Q(pk__in=PushSubscription.objects.order_by().values("person"))


def opened() -> WebPushChannel:
    """The channel with its keys; what it needs is loaded only by who sends."""
    from helder.delivery.channels.webpush.post import Post

    return WebPushChannel(Post(keys.private_key(), contact()))


def contact() -> str:
    """Whom a push service may ask when something is wrong with our requests."""
    house = current()
    mail = house.desk_mail or house.sender_mail
    return f"mailto:{mail}" if mail else f"mailto:{settings.DEFAULT_FROM_EMAIL}"


def trouble() -> str:
    """Browsers only take notifications of a safe site."""
    parts = urlsplit(settings.BASE_URL)
    if parts.scheme == "https" or parts.hostname in {"localhost", "127.0.0.1"}:
        return ""
    return gettext("Browsers only allow notifications on a site with https.")


KIND = Kind(
    name=keys.NAME,
    label=gettext_lazy("Notification on phone or computer"),
    icon="bell-ring",
    opens=opened,
    addresses=addresses,
    reachable=reachable,
    options=(
        Option(
            "services",
            gettext_lazy("Other push services"),
            gettext_lazy(
                "Host names with a comma between. Only for browsers that do not use the push "
                "service of Google, Mozilla, Apple or Microsoft."
            ),
        ),
    ),
    always_on=True,
    order=20,
    note=gettext_lazy("Each reader says yes on their own device. Costs nothing."),
    trouble=trouble,
)
