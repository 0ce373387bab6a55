"""Times and dates as people say them: what they mean, seen from a fixed Wednesday morning."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helder.coach.times import find, resolve
from helder.coach.times.timewords import Lang

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 3, 4, 10, 0, tzinfo=AMSTERDAM)  # a Wednesday

# One spoken time a line, and what it means: day of March 2026 and time, or month-day and time.
DUTCH = """
14:00 | 4 14:00
14.00 uur | 4 14:00
om 14.00 | 4 14:00
14u30 | 4 14:30
14u | 4 14:00
14 u | 4 14:00
14h | 4 14:00
14h15 | 4 14:15
14.30u | 4 14:30
15 uur | 4 15:00
3 uur | 4 15:00
om 3 uur | 4 15:00
drie uur | 4 15:00
om drie | 4 15:00
om drie uur | 4 15:00
om één uur | 4 13:00
om een uur | 4 13:00
half drie | 4 14:30
om half drie | 4 14:30
half 3 | 4 14:30
half een | 4 12:30
half elf | 4 10:30
kwart voor vier | 4 15:45
kwart over vier | 4 16:15
kwart voor 4 | 4 15:45
een kwart over elf | 4 11:15
tien over half vijf | 4 16:40
tien voor half vijf | 4 16:20
5 voor half 2 | 4 13:25
vijf voor twaalf | 4 11:55
5 voor 12 | 4 11:55
vijf minuten voor twaalf | 4 11:55
tien over drie | 4 15:10
twintig over vier | 4 16:20
vijf voor een | 4 12:55
negen uur dertig | 5 09:30
om 11 uur 45 | 4 11:45
rond een uur of vier | 4 16:00
rond vier uur | 4 16:00
omstreeks 16 uur | 4 16:00
tegen vijven | 4 17:00
na zessen | 4 18:00
klokslag twaalf uur | 4 12:00
om acht uur | 5 08:00
om tien uur | 5 10:00
middernacht | 5 00:00
twaalf uur 's middags | 4 12:00
twaalf uur 's nachts | 5 00:00
drie uur 's nachts | 5 03:00
8 uur 's avonds | 4 20:00
’s avonds om acht uur | 4 20:00
9 uur 's ochtends | 5 09:00
0915Z | 4 10:15
15.00 uur UTC | 4 16:00
1500 uur | 4 15:00
vandaag | 4 17:00
vandaag om 15 uur | 4 15:00
vandaag om acht uur | 4 20:00
vanmiddag | 4 17:00
vanochtend | 4 12:00
vanmorgen | 4 12:00
vanavond | 4 22:00
vannacht | 5 07:00
vanavond om 8 uur | 4 20:00
vanmiddag om half vier | 4 15:30
vanmiddag tegen 4 uur | 4 16:00
deze namiddag | 4 17:00
in de voormiddag | 4 12:00
in de loop van de middag | 4 17:00
aan het begin van de middag | 4 14:00
morgen | 5 17:00
morgenochtend | 5 12:00
morgenmiddag | 5 17:00
morgenavond | 5 22:00
morgenvroeg | 5 09:00
morgen vroeg | 5 09:00
morgen in de voormiddag | 5 12:00
overmorgen | 6 17:00
overmorgen om 9.15 uur | 6 09:15
morgen om half tien | 5 09:30
morgenochtend om kwart voor negen | 5 08:45
morgen voor 12 uur | 5 12:00
voor morgen 12 uur | 5 12:00
vrijdag | 6 17:00
vrijdagmiddag | 6 17:00
vrijdagochtend om 9 uur | 6 09:00
vrijdag om 16.30 uur | 6 16:30
op woensdag | 4 17:00
woensdag om 9.00 uur | 11 09:00
maandag voor de lunch | 9 12:00
maandag na de pauze | 9 13:00
komende vrijdag | 6 17:00
aanstaande maandag | 9 17:00
volgende maandag | 9 17:00
volgende week | 13 17:00
volgende week dinsdag | 10 17:00
dinsdag volgende week om 14 uur | 10 14:00
deze week | 6 17:00
voor het weekend | 6 17:00
na het weekend | 9 17:00
einde van de dag | 4 17:00
voor het einde van de dag | 4 17:00
einde werkdag | 4 17:00
aan het einde van de werkdag | 4 17:00
voor de lunch | 4 12:00
na de lunch | 4 13:00
rond de middag | 4 12:00
na de pauze | 4 13:00
5 maart | 5 17:00
5 mrt. | 5 17:00
op 5/3 | 5 17:00
op 5-3 | 5 17:00
05-03-2026 | 5 17:00
5/3/26 | 5 17:00
2026-03-05 | 5 17:00
2026-03-05T14:30 | 5 14:30
vrijdag 6 maart om 9.00 uur | 6 09:00
vr 6 mrt om 9 uur | 6 09:00
vrijdag de 13e | 13 17:00
3 maart 2027 | 2027-03-03 17:00
10 april om half drie | 04-10 14:30
uiterlijk 15 maart | 15 17:00
uiterlijk 16.00 uur | 4 16:00
uiterlijk om vier uur | 4 16:00
ten laatste om 16u | 4 16:00
uiterlijk vrijdag om 12 uur | 6 12:00
voor 14:00 uur | 4 14:00
tot 15 uur | 4 15:00
na 14.00 uur | 4 14:00
vanaf maandag | 9 09:00
voor vrijdag | 5 17:00
over een uur | 4 11:00
over twee uur | 4 12:00
over drie kwartier | 4 10:45
over een kwartier | 4 10:15
over een half uur | 4 10:30
over anderhalf uur | 4 11:30
over twee en een half uur | 4 12:30
over 2,5 uur | 4 12:30
over een uur of twee | 4 12:00
binnen twee uur | 4 12:00
binnen het uur | 4 11:00
binnen 30 minuten | 4 10:30
uiterlijk binnen 4 uur | 4 14:00
binnen 24 uur | 5 10:00
in de komende twee uur | 4 12:00
over twee dagen | 6 10:00
over een week | 11 10:00
binnen drie werkdagen | 9 17:00
tussen 14 en 16 uur | 4 16:00
morgen tussen 9 en 10 uur | 5 10:00
tussen twee en vier | 4 16:00
"""

ENGLISH = """
14:00 | 4 14:00
at 14.00 | 4 14:00
2 pm | 4 14:00
2pm | 4 14:00
2 p.m. | 4 14:00
2:30pm | 4 14:30
2.30pm | 4 14:30
2:30 PM | 4 14:30
9am | 5 09:00
11 a.m. | 4 11:00
12 am | 5 00:00
12pm | 4 12:00
3 o'clock | 4 15:00
three o’clock | 4 15:00
at three | 4 15:00
at 3 | 4 15:00
at one | 4 13:00
at three thirty | 4 15:30
at two forty-five | 4 14:45
at 2:45 | 4 14:45
quarter to four | 4 15:45
a quarter past four | 4 16:15
quarter past 4 | 4 16:15
half past two | 4 14:30
half two | 4 14:30
ten past three | 4 15:10
twenty-five to six | 4 17:35
five to twelve | 4 11:55
five minutes to twelve | 4 11:55
at ten to four | 4 15:50
noon | 4 12:00
by noon | 4 12:00
12 noon | 4 12:00
at midday | 4 12:00
midnight | 5 00:00
by midnight | 5 00:00
at 1500 hrs | 4 15:00
1500 hours | 4 15:00
14:00 hours | 4 14:00
0915Z | 4 10:15
15:00 UTC | 4 16:00
3pm GMT | 4 16:00
around four | 4 16:00
at about 4pm | 4 16:00
by five | 4 17:00
by 5pm | 4 17:00
no later than 16:00 | 4 16:00
before two | 4 14:00
after 3pm | 4 15:00
from 2pm | 4 14:00
until 4pm | 4 16:00
at eight | 5 08:00
at ten | 5 10:00
nine in the morning | 5 09:00
at three in the afternoon | 4 15:00
at nine in the morning | 5 09:00
at eight in the evening | 4 20:00
at three this afternoon | 4 15:00
at 8 tonight | 4 20:00
tonight at 11 | 4 23:00
today | 4 17:00
later today | 4 17:00
by the end of today | 4 17:00
this morning | 4 12:00
this afternoon | 4 17:00
this evening | 4 22:00
tonight | 4 22:00
overnight | 5 07:00
early this afternoon | 4 14:00
mid-afternoon | 4 15:00
in the afternoon | 4 17:00
late afternoon | 4 17:00
tomorrow | 5 17:00
tomorrow morning | 5 12:00
tomorrow afternoon | 5 17:00
tomorrow evening | 5 22:00
first thing tomorrow | 5 09:00
tomorrow first thing | 5 09:00
first thing in the morning | 5 09:00
first thing Monday | 9 09:00
tomorrow at 9.30am | 5 09:30
tomorrow at half past nine | 5 09:30
tomorrow, at 9 | 5 09:00
at 9 tomorrow | 5 09:00
before noon tomorrow | 5 12:00
by lunchtime tomorrow | 5 12:00
the day after tomorrow | 6 17:00
Friday | 6 17:00
on Friday | 6 17:00
by Friday | 6 17:00
before Friday | 5 17:00
Friday morning | 6 12:00
Friday afternoon at 3 | 6 15:00
Friday at 16:30 | 6 16:30
by 5pm on Friday | 6 17:00
by close of play on Friday | 6 17:00
EOD Friday | 6 17:00
Wednesday at 9am | 11 09:00
this Friday | 6 17:00
next Monday | 9 17:00
next Friday | 13 17:00
next week | 13 17:00
Friday next week | 13 17:00
this week | 6 17:00
by the end of the week | 6 17:00
before the weekend | 6 17:00
after the weekend | 9 17:00
by the end of the day | 4 17:00
end of day | 4 17:00
by EOD | 4 17:00
by COB | 4 17:00
by close of play | 4 17:00
before close of business | 4 17:00
before lunch | 4 12:00
after lunch | 4 13:00
by lunchtime | 4 12:00
March 5th | 5 17:00
5 March | 5 17:00
March 5 | 5 17:00
the 5th of March | 5 17:00
on 5/3 | 5 17:00
05/03/2026 | 5 17:00
2026-03-05 | 5 17:00
2026-03-05T14:30Z | 5 15:30
Friday 6 March at 9.00am | 6 09:00
Fri 6 Mar, 9am | 6 09:00
March 5th, 2027 at 3pm | 2027-03-05 15:00
10 April at half past two | 04-10 14:30
by 15 March | 15 17:00
on Friday the 13th | 13 17:00
in an hour | 4 11:00
in two hours | 4 12:00
in half an hour | 4 10:30
in a quarter of an hour | 4 10:15
in three quarters of an hour | 4 10:45
in an hour and a half | 4 11:30
in two and a half hours | 4 12:30
in 1.5 hours | 4 11:30
in about an hour | 4 11:00
in 1 hour 30 minutes | 4 11:30
within 30 minutes | 4 10:30
within 2 hours | 4 12:00
within the hour | 4 11:00
within the next hour | 4 11:00
in the next 30 minutes | 4 10:30
within 24 hours | 5 10:00
two hours from now | 4 12:00
in 45 mins | 4 10:45
in two days | 6 10:00
in a week | 11 10:00
within three working days | 9 17:00
between 2 and 4pm | 4 16:00
between ten and eleven | 4 11:00
tomorrow between 9am and 10am | 5 10:00
"""

# Said about time, and yet no moment to come.
DUTCH_NONE = """
twee uur lang | gedurende twee uur | het duurde 3 uur | de afgelopen 24 uur | twee uur geleden
elke twee uur | ieder uur | elke vrijdag om 9 uur | op werkdagen van 8 tot 17 uur
om het half uur
's middags | 24 uur per dag | dagelijks om 9 uur | van 9 tot 17 uur | 9-17 uur | 9.00 - 17.00 uur
tussen 9 en 17 uur | maandag tot en met vrijdag | sinds 9 uur | sinds vanochtend | gisteren
gisteren om 15 uur | vorige week | afgelopen vrijdag | straks | seffens | binnenkort
zo snel mogelijk
over een paar uur | over enkele minuten | binnen een maand | 03-03-2026 | 31 februari
vandaag om 09:00
drie uur vertraging | negen uur per dag | een uur | al twee uur bezig
"""

ENGLISH_NONE = """
for two hours | two hours | it took 3 hours | the last two hours | two hours ago | every two hours
every hour | every Friday at 3 | daily at 9am | on weekdays from 9 to 5 | Monday to Friday
from 9 to 5 | 9am-5pm | 9am to 5pm | 2-4pm | between 9am and 5pm | since 9am | since this morning
yesterday | yesterday at 3pm | last week | last night | last Friday | soon | shortly | asap
in a few minutes | in a couple of hours | within a month | 2026-03-03 | February 31
today at 09:00
at three last night | hourly | 24 hours | weekdays
"""

# Not about time at all.
SILENT = {
    "nl": """om drie redenen | voor twee gebruikers | om 5 euro | versie 14.30 | 24/7
om een update
tot 10 MB | 10.15.20.30 | 020-1234567 | € 14.00 | goede morgen allemaal | rond 10 mensen
na 3 pogingen
1/2 van de printers | kamer 14.02 | A14 | 12345678901234567890""",
    "en": """at three sites | by two people | up to 3 may be affected | version 14.30 | 24/7
at 5 locations
by 10% | 10.15.20.30 | room 14.02 | at 3 of our sites | march on | 1/2 of the printers
5 to 10 sites
in three buildings | routes 12 to 19 | by 100 | at the moment""",
}

RELATIONS = [
    ("nl", "om 15 uur", "at"),
    ("nl", "uiterlijk om 15 uur", "by"),
    ("nl", "voor 15 uur", "before"),
    ("nl", "tot 15 uur", "until"),
    ("nl", "rond 15 uur", "around"),
    ("nl", "na 15 uur", "after"),
    ("nl", "vanaf 15 uur", "from"),
    ("nl", "sinds 15 uur", "since"),
    ("nl", "tussen 15 en 16 uur", "between"),
    ("nl", "binnen een uur", "within"),
    ("en", "at 3pm", "at"),
    ("en", "by 3pm", "by"),
    ("en", "before 3pm", "before"),
    ("en", "until 3pm", "until"),
    ("en", "around 3pm", "around"),
    ("en", "after 3pm", "after"),
    ("en", "from 3pm", "from"),
    ("en", "since 3pm", "since"),
    ("en", "between 3pm and 4pm", "between"),
    ("en", "within an hour", "within"),
]

# Text before and after must change nothing about what is found.
SENTENCES: list[tuple[Lang, str, str]] = [
    ("nl", "U hoort {} meer van ons.", "om half drie"),
    ("nl", "Om te weten wat er speelt: {} krijgt u een bericht.", "uiterlijk vrijdag om 16.00 uur"),
    ("nl", "We laten het u {} weten.", "morgenochtend"),
    ("nl", "Wij melden {} hoe het staat", "om vijf voor twaalf"),
    ("nl", "De volgende update volgt {}.", "vandaag om 15:30 uur"),
    ("nl", "Ik bel {} weer.", "om vier"),
    ("en", "You will hear from us {}.", "at half past two"),
    ("en", "We post the next update {}, whether or not it works.", "by 5pm on Friday"),
    ("en", "We'll email you again {} and later if needed.", "at two"),
    ("en", "Next update: {}!", "tomorrow at 9.30am"),
    ("en", "I shall write again {}, whatever happens.", "at five"),
]


def rows(table: str) -> list[tuple[str, str]]:
    pairs = (line.split(" | ") for line in table.strip().splitlines())
    return [(said, meant) for said, meant in pairs]


def phrases(table: str) -> list[str]:
    return [phrase.strip() for line in table.strip().splitlines() for phrase in line.split(" | ")]


def moment_of(meant: str) -> datetime:
    day, clock = meant.split()
    whole = {0: "2026-03-" + day.zfill(2), 1: "2026-" + day, 2: day}[day.count("-")]
    return datetime.fromisoformat(f"{whole} {clock}").replace(tzinfo=AMSTERDAM)


def only(text: str, lang: Lang) -> datetime | None:
    found = find(text, lang)
    assert len(found) == 1, [text[moment.start : moment.end] for moment in found]
    return resolve(found[0], NOW)


@pytest.mark.parametrize(("said", "meant"), rows(DUTCH))
def test_dutch_time(said: str, meant: str) -> None:
    assert only(said, "nl") == moment_of(meant)


@pytest.mark.parametrize(("said", "meant"), rows(ENGLISH))
def test_english_time(said: str, meant: str) -> None:
    assert only(said, "en") == moment_of(meant)


@pytest.mark.parametrize(
    ("lang", "said"),
    [("nl", said) for said in phrases(DUTCH_NONE)]
    + [("en", said) for said in phrases(ENGLISH_NONE)],
)
def test_no_moment_to_come(lang: Lang, said: str) -> None:
    found = find(said, lang)
    assert found
    assert [resolve(moment, NOW) for moment in found] == [None] * len(found)


@pytest.mark.parametrize(
    ("lang", "said"), [(lang, said) for lang, table in SILENT.items() for said in phrases(table)]
)
def test_no_time_at_all(lang: Lang, said: str) -> None:
    assert find(said, lang) == []


@pytest.mark.parametrize(("lang", "said", "relation"), RELATIONS)
def test_preposition_is_kept(lang: Lang, said: str, relation: str) -> None:
    (moment,) = find(said, lang)
    assert moment.relation == relation
    assert (moment.start, moment.end) == (0, len(said))


@pytest.mark.parametrize(("lang", "sentence", "said"), SENTENCES)
def test_found_in_a_sentence_at_its_place(lang: Lang, sentence: str, said: str) -> None:
    text = sentence.format(said)
    (moment,) = find(text, lang)
    assert text[moment.start : moment.end] == said
    assert resolve(moment, NOW) == only(said, lang)


def test_two_times_in_one_sentence() -> None:
    text = "De storing begon vanochtend om 8:10; morgen om 9 uur hoort u meer, en vrijdag ook."
    said = [text[moment.start : moment.end] for moment in find(text, "nl")]
    assert said == ["vanochtend om 8:10", "morgen om 9 uur", "vrijdag"]


@pytest.mark.parametrize(
    ("said", "now", "meant"),
    [
        ("over een uur", "2026-03-29T01:30+01:00", "2026-03-29T03:30+02:00"),
        ("om 2:30 uur 's nachts", "2026-03-29T01:00+01:00", "2026-03-29T03:30+02:00"),
        ("morgen om 9 uur", "2026-03-28T12:00+01:00", "2026-03-29T09:00+02:00"),
        ("over twee dagen", "2026-03-28T12:00+01:00", "2026-03-30T12:00+02:00"),
        ("binnen 24 uur", "2026-03-28T12:00+01:00", "2026-03-29T13:00+02:00"),
        ("over een half uur", "2026-10-25T02:40+02:00", "2026-10-25T02:10+01:00"),
        ("02:30", "2026-10-25T02:20+01:00", "2026-10-25T02:30+01:00"),
        ("02:30", "2026-10-25T02:20+02:00", "2026-10-25T02:30+02:00"),
    ],
)
def test_the_nights_the_clock_is_changed(said: str, now: str, meant: str) -> None:
    (moment,) = find(said, "nl")
    found = resolve(moment, datetime.fromisoformat(now).astimezone(AMSTERDAM))
    assert found is not None
    assert found.isoformat() == datetime.fromisoformat(meant).isoformat()


def test_an_evening_later() -> None:
    late = NOW.replace(hour=18)
    assert [
        resolve(find(said, "nl")[0], late) for said in ("vandaag", "om 3 uur", "vanmiddag")
    ] == [
        NOW.replace(hour=22),
        NOW.replace(day=5, hour=15),
        None,
    ]


def test_a_leap_day_is_waited_for() -> None:
    assert only("29 februari", "nl") == datetime(2028, 2, 29, 17, tzinfo=AMSTERDAM)


def test_a_naive_now_is_refused() -> None:
    (moment,) = find("15:00", "nl")
    with pytest.raises(ValueError, match="aware"):
        resolve(moment, NOW.replace(tzinfo=None))


_SPOKEN = """
om voor tot uiterlijk tussen en van at by before from to between and half kwart quarter past over
in binnen within een an a twee three 9 14 30 2026 99 14:00 14.30 9-17 3/3 03-03-2026 0915Z uur u
hour hours pm o'clock minuten weken days morgen vrijdag next volgende week Friday 3rd of maart
March 's middags vannacht vanmiddag tonight noon middernacht elke every lang ago UTC , . - x de the
"""
_TALK = st.lists(st.sampled_from(_SPOKEN.split()), max_size=25).map(" ".join)
_LANG = st.sampled_from(["nl", "en"])
_NOWS = st.datetimes(
    min_value=datetime(1971, 1, 1),  # noqa: DTZ001
    max_value=datetime(2199, 1, 1),  # noqa: DTZ001
    timezones=st.just(AMSTERDAM),
)


@settings(max_examples=150, deadline=None)
@given(text=st.one_of(st.text(max_size=200), _TALK), lang=_LANG, now=_NOWS)
def test_any_text(text: str, lang: Lang, now: datetime) -> None:
    now = now.astimezone(UTC).astimezone(AMSTERDAM)
    found = find(text, lang)
    assert found == find(text, lang)
    last = 0
    for moment in found:
        assert last <= moment.start < moment.end <= len(text)
        last = moment.end
        meant = resolve(moment, now)
        assert meant is None or meant.tzinfo is AMSTERDAM
        assert meant is None or meant.astimezone(UTC) - now.astimezone(UTC) > timedelta(0)


@pytest.mark.parametrize(
    "piece", ["7", "om ", "at ", "1 ", "12:", "half ", "een uur of ", "\n", "x-"]
)
@pytest.mark.parametrize(
    ("length", "seconds"),  # on a busy machine; a megabyte was measured under two
    [(100_000, 2), pytest.param(1_000_000, 6, marks=pytest.mark.slow)],
)
def test_a_megabyte_takes_seconds(piece: str, length: int, seconds: float) -> None:
    text = (piece * (length // len(piece) + 1))[:length]
    start = time.process_time()
    assert len(find(text, "nl")) <= len(text)
    assert time.process_time() - start < seconds  # the square of a tenth would be far beyond it
