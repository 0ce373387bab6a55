"""What a sentence does for its reader: completeness, times, stories, sentences of no use."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from helder.coach import Context, Result, review

NOW = datetime(2026, 3, 3, 10, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))

TIMES = [
    ("nl", "Om kwart voor vier hoort u meer van ons.", "message", "15:45"),
    ("nl", "Het volgende bericht komt uiterlijk om 14.30 uur.", "message", "14:30"),
    ("nl", "We verwachten dat de mail rond drie uur weer werkt.", "repair", "15:00"),
    ("nl", "Om 15.00 uur werkt alles weer.", "repair", "15:00"),
    ("nl", "Morgenochtend om half tien vervangen we de server.", "plan", "09:30"),
    ("en", "You will hear from us again by noon.", "message", "12:00"),
    ("en", "We will post the next update at quarter to four.", "message", "15:45"),
    ("en", "We expect email to be back around 3pm.", "repair", "15:00"),
    ("en", "Everything works again at three.", "repair", "15:00"),
    ("en", "Tomorrow at 9.30am we replace the server.", "plan", "09:30"),
]

STORIES = [
    (
        "nl",
        "Een jaar lang werkten twintig collega's aan het nieuwe intranet. "
        "We hebben er flink in geïnvesteerd, en dat zie je. "
        "Meer dan duizend medewerkers gebruiken het nu elke dag. "
        "Dank aan iedereen die heeft meegedacht!",
    ),
    (
        "en",
        "Twenty colleagues worked on the new intranet for a whole year. "
        "We invested a lot in it, and it shows. "
        "More than a thousand of you now use it every day. "
        "Thank you to all who joined in!",
    ),
]

# Every element there, and what happens when one sentence goes.
WHOLE = {
    "nl": [
        ("symptom", "Inloggen op de mail mislukt."),
        ("affected", "Dit geldt voor alle medewerkers van locatie Oost."),
        ("since", "Het begon vanochtend om 8.40 uur."),
        ("workaround", "Gebruik intussen uw telefoon om mail te lezen."),
        ("next_update", "Om 11.00 uur leest u hier het volgende bericht."),
    ],
    "en": [
        ("symptom", "You cannot log in to your email."),
        ("affected", "This goes for all staff at the East site."),
        ("since", "It started this morning at 8:40."),
        ("workaround", "In the meantime, use your phone to read email."),
        ("next_update", "You will find the next message here at 11:00."),
    ],
}


@pytest.mark.parametrize(("lang", "text", "about", "clock"), TIMES)
def test_a_time_is_told_apart_by_what_it_is_about(
    lang: str, text: str, about: str, clock: str
) -> None:
    (time,) = review(text, "outage", lang, Context(now=NOW)).times
    assert (time.about, time.at and time.at.strftime("%H:%M")) == (about, clock)
    assert text[time.start : time.end] == time.excerpt


def test_without_a_clock_times_are_found_but_not_reckoned() -> None:
    (time,) = review("Om drie uur hoort u meer.", "outage").times
    assert time.at is None


def test_of_two_times_in_a_sentence_each_has_its_own_statement() -> None:
    text = "We verwachten dat de mail om drie uur weer werkt en om twee uur hoort u meer van ons."
    times = review(text, "outage", context=Context(now=NOW)).times
    assert [(t.about, t.at and t.at.hour) for t in times] == [("repair", 15), ("message", 14)]


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("gone", range(5))
def test_exactly_the_element_that_goes_is_missed(lang: str, gone: int) -> None:
    whole = WHOLE[lang]
    assert review(" ".join(text for _, text in whole), "outage", lang).missing == ()
    rest = " ".join(text for number, (_, text) in enumerate(whole) if number != gone)
    assert review(rest, "outage", lang).missing == (whole[gone][0],)


@pytest.mark.parametrize(("lang", "text"), STORIES)
@pytest.mark.parametrize("kind", ["newsletter", "general"])
def test_a_success_story_is_never_stopped(lang: str, text: str, kind: str) -> None:
    assert not review(text, kind, lang).blocked


@pytest.mark.parametrize(("lang", "text"), STORIES)
def test_the_same_boast_in_an_outage_message_is_remarked_upon(lang: str, text: str) -> None:
    assert "guard.spend" in rules(review(text, "outage", lang))


def test_a_department_is_known_by_its_capital() -> None:
    context = Context(departments=("Onderwijs",))
    assert "guard.blame" not in rules(
        review("Het probleem treft vooral het onderwijs.", "outage", context=context)
    )


def rules(result: Result) -> set[str]:
    return {finding.rule for finding in result.findings}
