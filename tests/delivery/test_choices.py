"""The page of choices: from a link in a mail or signed in; what is chosen, said and refused."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils.html import strip_tags

from helder.delivery import actions
from helder.delivery.models import ChannelSetting
from helder.journal.models import Entry
from helder.kit import clock
from helder.organisation.models import Organisation
from helder.people.links import mail_choice_url
from helder.people.models import Person, Refusal
from helder.services.actions import confirm, follow
from helder.services.models import Following
from tests.cast import Cast
from tests.delivery.letters import send, states
from tests.people.conftest import signed_in

USUAL = {
    "do": "save", "urgent_first": "", "urgent_next": "portal", "ordinary_first": "",
    "ordinary_next": "portal", "digest": "", "language": "",
}  # fmt: skip
MINE = "/me/choices/"


@pytest.fixture
def sms(db: None) -> None:
    """Text messages are switched on here."""
    ChannelSetting.objects.create(
        channel="sms", is_on=True, options={"gateway": "https://sms.example/send"}
    )


@pytest.fixture
def visitor() -> Client:
    """Somebody with a link, who reads English; CSRF is checked."""
    return Client(headers={"accept-language": "en"}, enforce_csrf_checks=True)


def link(person: Person) -> str:
    """The path in this person's mails."""
    return "/mail/" + mail_choice_url(person).split("/mail/")[1]


def words(client: Client, url: str, data: dict[str, str] | None = None) -> str:
    """The words of the page, after a POST when there is data."""
    page = client.get(url) if data is None else client.post(url, data, follow=True)
    assert page.status_code == 200
    main = page.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return " ".join(unescape(strip_tags(main.replace("<", " <"))).split())


def test_the_page_says_in_sentences_how_it_is(cast: Cast, visitor: Client, sms: None) -> None:
    now = words(visitor, link(cast.dave))
    assert "When something is broken, you hear it by mail. Other news comes by mail." in now
    Person.objects.filter(pk=cast.dave.pk).update(
        urgent_by="sms,mail", phone="06 12345678", digest="weekly",
        quiet_from="22:00", quiet_until="07:00",
    )  # fmt: skip
    now = words(visitor, link(cast.dave))
    assert "you hear it by text message, else by mail." in now
    assert "Other news comes together, on Monday at 8:00, by mail." in now
    assert "Between 22:00 and 07:00 we leave you alone, unless something is broken." in now


def test_everything_is_chosen_from_a_link_without_signing_in(
    cast: Cast, visitor: Client, sms: None
) -> None:
    wish = USUAL | {
        "urgent_first": "sms", "urgent_next": "mail", "ordinary_first": "mail",
        "digest": "daily", "phone": "06 1234 5678", "language": "nl-informal",
        "quiet_from": "22:30", "quiet_until": "06:45",
    }  # fmt: skip
    words(visitor, link(cast.dave), wish)
    dave = Person.objects.get(pk=cast.dave.pk)
    assert (dave.urgent_by, dave.ordinary_by, dave.digest) == ("sms,mail", "mail,portal", "daily")
    assert (dave.phone, dave.language) == ("06 1234 5678", "nl-informal")
    assert (str(dave.quiet_from), str(dave.quiet_until)) == ("22:30:00", "06:45:00")
    entry = Entry.objects.get(verb="person.chose")
    assert entry.actor == dave.actor_key
    assert "phone" in entry.details["fields"], "the names of the fields, not their contents"


def test_saving_without_a_change_changes_nothing(cast: Cast) -> None:
    assert "Your choices are saved." in words(signed_in(cast.dave), MINE, USUAL)
    assert not Entry.objects.filter(verb="person.chose").exists()


def test_following_the_house_stays_following_the_house(cast: Cast, sms: None) -> None:
    Organisation.objects.update(urgent_by="sms,mail")
    Organisation.objects.get().save()
    page = words(signed_in(cast.eve), MINE)
    assert "As usual here: by text message, else by mail" in page
    signed_in(cast.eve).post(MINE, USUAL)
    assert Person.objects.get(pk=cast.eve.pk).urgent_by == ""


def test_nothing_is_never_offered(cast: Cast) -> None:
    page = signed_in(cast.dave).get(MINE).content.decode()
    offered = set(re.findall(r'<option value="(\w*)"', page))
    assert offered == {"", "mail", "webpush", "portal"}
    answer = words(signed_in(cast.dave), MINE, USUAL | {"urgent_first": "none"})
    assert "Nothing is saved yet." in answer
    words(signed_in(cast.dave), MINE, USUAL | {"urgent_first": "portal"})
    assert Person.objects.get(pk=cast.dave.pk).urgent_by == "portal"
    assert "you hear it only on this website." in words(signed_in(cast.dave), MINE)


def test_a_text_message_needs_a_number_first(cast: Cast, sms: None) -> None:
    dave = signed_in(cast.dave)
    answer = words(dave, MINE, USUAL | {"urgent_first": "sms", "phone": ""})
    assert "Fill in the number to send text messages to." in answer
    for nobody in ("call me", "+999999999999999"):
        answer = words(dave, MINE, USUAL | {"urgent_first": "sms", "phone": nobody})
        assert "Type a phone number, such as 06 12345678." in answer
    assert Person.objects.get(pk=cast.dave.pk).urgent_by == ""
    words(dave, MINE, USUAL | {"urgent_first": "sms", "phone": "+31 6 12345678"})
    assert Person.objects.get(pk=cast.dave.pk).urgent_by == "sms,portal"


def test_a_channel_that_is_off_is_not_offered(cast: Cast) -> None:
    page = signed_in(cast.dave).get(MINE).content.decode()
    assert 'value="sms"' not in page
    assert 'name="phone"' not in page


def test_a_link_does_not_show_the_phone_number(cast: Cast, visitor: Client, sms: None) -> None:
    Person.objects.filter(pk=cast.dave.pk).update(phone="06 11223344")
    page = visitor.get(link(cast.dave)).content.decode()
    assert "11223344" not in page
    assert "ends in 44" in page
    visitor.post(link(cast.dave), USUAL | {"phone": "", "urgent_first": "sms"})
    assert Person.objects.get(pk=cast.dave.pk).phone == "06 11223344"
    assert "06 11223344" in signed_in(cast.dave).get(MINE).content.decode()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"quiet_from": "22:00"}, "Fill in both times, or neither."),
        ({"quiet_from": "22:00", "quiet_until": "22:00"}, "Choose another time than the first."),
        ({"quiet_from": "late", "quiet_until": "07:00"}, "Enter a valid time."),
        ({"paused_until": "2001-01-01"}, "Choose a day after today."),
        ({"paused_until": "2999-01-01"}, "Choose a day within 90 days."),
        ({"paused_until": "soon"}, "Enter a valid date."),
        ({"language": "xx"}, "xx"),
        ({"digest": "hourly"}, "hourly"),
        ({"digest": "daily", "ordinary_first": "portal"}, "Together goes by mail only."),
    ],
)
def test_a_wrong_choice_is_said_and_nothing_is_saved(
    cast: Cast, wrong: dict[str, str], sentence: str
) -> None:
    answer = words(signed_in(cast.eve), MINE, USUAL | {"urgent_first": "portal"} | wrong)
    assert sentence in answer
    assert Person.objects.get(pk=cast.eve.pk).urgent_by == ""


def test_a_pause_says_what_happens_meanwhile(cast: Cast, visitor: Client) -> None:
    until = (clock.now() + timedelta(days=20)).date()
    page = words(visitor, link(cast.dave), USUAL | {"paused_until": until.isoformat()})
    assert "You have a pause: until" in page
    assert "Everything stands on this website meanwhile, also when something breaks." in page
    assert Person.objects.get(pk=cast.dave.pk).paused_until is not None
    page = words(visitor, link(cast.dave), USUAL | {"paused_until": ""})
    assert "You have a pause" not in page
    assert Person.objects.get(pk=cast.dave.pk).paused_until is None


def test_a_pause_that_is_over_is_over(cast: Cast) -> None:
    Person.objects.filter(pk=cast.dave.pk).update(paused_until=clock.now() - timedelta(days=1))
    assert "You have a pause" not in words(signed_in(cast.dave), MINE)
    assert "Your choices are saved." in words(signed_in(cast.dave), MINE, USUAL)


def test_a_number_of_a_directory_stands_in_nobodys_way(cast: Cast, sms: None) -> None:
    Person.objects.filter(pk=cast.dave.pk).update(phone="ext. 12")
    dave = signed_in(cast.dave)
    assert "Your choices are saved." in words(dave, MINE, USUAL | {"phone": "ext. 12"})
    answer = words(dave, MINE, USUAL | {"phone": "ext. 12", "urgent_first": "sms"})
    assert "Type a phone number, such as 06 12345678." in answer


def test_whoever_stopped_by_mail_can_save_other_choices(cast: Cast, visitor: Client) -> None:
    words(signed_in(cast.dave), MINE, USUAL | {"digest": "daily"})
    visitor.post(link(cast.dave), {"List-Unsubscribe": "One-Click"})
    page = signed_in(cast.dave).get(MINE).content.decode()
    assert re.search(r'name="ordinary_first"[^§]*?value="portal" selected', page)
    assert re.search(r'name="digest" value=""[^>]* checked', page), "together goes by mail only"


def test_what_is_chosen_is_obeyed(cast: Cast) -> None:
    words(signed_in(cast.dave), MINE, USUAL | {"urgent_first": "portal"})
    dispatch = send(urgency=1)
    claimed = actions.claim_dispatch("test")
    assert claimed is not None
    while actions.address(claimed, "test"):
        pass
    assert states(dispatch)["Dave"] == "delivered", "it stands in the inbox"
    assert states(dispatch)["Eve"] == "waiting"


def test_opening_the_page_changes_nothing(cast: Cast, visitor: Client) -> None:
    guest = confirm("gast@home.example", [cast.wifi], [], "")
    before = (Person.objects.filter(pk=guest.pk).values().get(), Entry.objects.count())
    assert visitor.get(link(guest) + "?do=stop&List-Unsubscribe=One-Click").status_code == 200
    assert visitor.head(link(guest)).status_code == 200
    assert before == (Person.objects.filter(pk=guest.pk).values().get(), Entry.objects.count())
    assert Following.objects.filter(person=guest).count() == 1


def test_the_address_with_the_key_goes_nowhere_else(cast: Cast, visitor: Client) -> None:
    page = visitor.get(link(cast.dave))
    assert page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page["Cache-Control"]
    assert page["X-Robots-Tag"] == "noindex"


def test_the_page_speaks_the_language_of_the_mails(cast: Cast) -> None:
    dutch = Client(headers={"accept-language": "nl"})
    for person, language in ((cast.eve, "en"), (cast.dave, "nl")):
        page = dutch.get(link(person))
        assert page["Content-Language"] == language
        assert f'<html lang="{language}"' in page.content.decode()
    page = dutch.post(link(cast.dave), USUAL | {"language": "en"})
    assert page["Content-Language"] == "en"
    assert '<html lang="en"' in page.content.decode(), "at once in the language that was chosen"


def test_following_more_and_less_from_a_link(cast: Cast, visitor: Client) -> None:
    page = words(visitor, link(cast.dave), {"do": "follow", "services": "cijfers"})
    assert "From now on you get news of this." in page
    row = Following.objects.get(person=cast.dave)
    follow(cast.eve, [cast.wifi], [], by=cast.eve)
    theirs = Following.objects.get(person=cast.eve)
    words(visitor, link(cast.dave), {"do": f"unfollow:{theirs.pk}"})
    assert Following.objects.filter(pk=theirs.pk).exists(), "only one's own"
    assert "You no longer follow it." in words(
        visitor, link(cast.dave), {"do": f"unfollow:{row.pk}"}
    )
    assert not Following.objects.filter(person=cast.dave).exists()
    assert "Choose at least one service" in words(visitor, link(cast.dave), {"do": "follow"})


def test_a_guest_stops_and_is_erased(cast: Cast, visitor: Client) -> None:
    guest = confirm("gast@home.example", [cast.wifi], [], "")
    assert "Stop all mail and erase my address" in words(visitor, link(guest))
    assert "your mail address is erased" in words(visitor, link(guest), {"do": "stop"})
    assert not Person.objects.filter(pk=guest.pk).exists()


def refuse(person: Person, channel: str = "mail", address: str = "") -> None:
    """This channel came back for good."""
    Refusal.objects.create(person=person, channel=channel, address=address, at=clock.now())


def test_a_channel_that_was_switched_off_is_said_everywhere(cast: Cast, visitor: Client) -> None:
    refuse(cast.eve, address=cast.eve.email)
    sentence = f"Our mails to {cast.eve.email} come back: that address does not work."
    eve = signed_in(cast.eve)
    for address in ("/", MINE, "/me/inbox/"):
        assert sentence in words(eve, address), address
    assert sentence in words(visitor, link(cast.eve))
    assert sentence not in words(signed_in(cast.dave), "/")
    page = words(eve, MINE, {"do": "again:mail"})
    assert "We try again with the next news." in page
    assert sentence not in page
    assert not Refusal.objects.exists()
    assert Entry.objects.get(verb="person.tries_again").subject == cast.eve.actor_key


def test_another_number_is_tried_again(cast: Cast, sms: None) -> None:
    Person.objects.filter(pk=cast.eve.pk).update(phone="06 11223344", urgent_by="sms,mail")
    refuse(cast.eve, "sms", "+31611223344")
    eve = signed_in(cast.eve)
    sentence = "Our text messages no longer reach your phone."
    assert sentence in words(eve, MINE)
    wish = USUAL | {"urgent_first": "sms", "phone": "06 55667788"}
    assert sentence not in words(eve, MINE, wish)
    assert not Refusal.objects.exists()


def test_the_house_sets_what_is_usual(cast: Cast, sms: None) -> None:
    wish = {
        "urgent_first": "sms", "urgent_next": "mail", "ordinary_first": "mail",
        "ordinary_next": "portal", "digest_hour": "16", "digest_weekday": "4",
        "busy_week": "3",
    }  # fmt: skip
    answer = signed_in(cast.alice).post("/desk/house/ways/", wish, follow=True)
    assert b"Saved." in answer.content
    house = Organisation.objects.get()
    assert (house.urgent_by, house.ordinary_by) == ("sms,mail", "mail,portal")
    assert "you hear it by mail." in words(signed_in(cast.dave), MINE), "no number is known"
    Person.objects.filter(pk=cast.dave.pk).update(phone="06 11223344")
    page = words(signed_in(cast.dave), MINE)
    assert "you hear it by text message, else by mail." in page
    assert "Together by mail, on Friday at 16:00" in page
    assert signed_in(cast.carol).get("/desk/house/ways/").status_code == 403


def test_the_page_asks_the_same_questions_however_much_somebody_follows(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    client = signed_in(cast.dave)
    client.get(MINE)
    counts = []
    for some in ([cast.wifi], [cast.mail, cast.grades]):
        follow(cast.dave, some, [cast.noord, cast.zuid], by=cast.dave)
        with django_assert_max_num_queries(60) as asked:  # type: ignore[operator]
            client.get(MINE)
        counts.append(len(asked))
    assert counts[0] == counts[1]
