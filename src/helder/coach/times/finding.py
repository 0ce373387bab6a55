"""Finds the times and dates in a text, as people say them in Dutch and in English.

Owns the grammar: patterns over the letters that `timewords` gives to words. Refuses the calendar
(`almanac` says which moment is meant) and any opinion on what is promised for that time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple, cast

from helder.coach.times.almanac import Ahead, Clock, Day, Kind, Moment, Relation
from helder.coach.times.dials import dial_range, read_dial
from helder.coach.times.timewords import Lang, Piece, Row, read

# Amounts of time: "twee uur", "an hour and ten minutes", "een half uur", "een uur of drie".
_AMOUNT = r"(?:(?:(?:N&|[Nfa])[UH]|[Nfa]?r)(?:s?[Na]U)?|gNH?)"

# A moment can begin only here; all else is skipped at the speed of the pattern.
_LEAD = "RV>nFbdGJOIEX"
_START = re.compile(
    rf"[{_LEAD}]{{0,4}}(?:[CTDWwPKBelyr]|[fa](?=[UHr])|q(?=[VvOQ])|h(?=[OQN])|gN|[No]k?M|M[No]|t[HA]"
    rf"|N(?=[UHrVvOQA&>PK-])|c(?=[HA-])|(?<=[{_LEAD}])[NcUHLpt])"
)

_FREQUENCY = re.compile(rf"n?(?:{_AMOUNT}E[UH]|E(?:(?:N&|[Nfa])?[UHr]|[WDPp]|oW|B)|B(?:s?B)?)")
_PAST = re.compile(rf"d?l(?:[NfUa]?[UHr]|[WMPp])|{_AMOUNT}i")
_VAGUE = re.compile(r"e|[OIJV]?G?yd?[UH]")
_AHEAD = re.compile(
    rf"R?[OIJ][GR]?d?X?(?P<amount>{_AMOUNT})|(?P<hence>{_AMOUNT})u"
    r"|R?[IJ]?d?X(?P<next>[Nf]?[UHr])|R?Jd(?P<the>[UH])"
)
_DURATION = re.compile(rf"G{{0,2}}{_AMOUNT}j?")

_LEADS = re.compile(r"[RV>nFbd]{0,4}")
_WEEKDAYS = re.compile(r"[WD][>v-]d?[WD]")
_DATE = re.compile(
    r"(?:[Ww],?)?d?(?:(?P<day>[No])k?M|M(?P<late>[No])(?![HA]))(?:,?(?P<year>Y))?"
    r"|(?:[Ww],?)?(?P<full>T)|(?:[Ww],?)?(?P<short>t)|W,?d?(?P<only>o)"
)
_DAY = re.compile(r"(?P<week>XUn?W?|W[nk]?XU)|(?P<weekday>X?W)|(?P<offset>D(?:,?W(?!,?[Nod]))?)")


class _Said(NamedTuple):
    """What has been read so far of one moment; `place` is the next letter."""

    place: int
    kind: Kind = "moment"
    relation: Relation = "at"
    day: Day | None = None
    clock: Clock | None = None
    until: Clock | None = None
    part: str = ""
    ahead: Ahead | None = None


def find(text: str, lang: Lang) -> list[Moment]:
    """The times and dates in a text, in order, not overlapping, each as long as can be."""
    row = read(text, lang)
    found: list[Moment] = []
    place = 0
    while start := _START.search(row.letters, place):
        said = _read(row, start.start(), lang)
        place = said.place if said else start.start() + 1
        if said and (not found or row.pieces[start.start()].start >= found[-1].end):
            found.append(_moment(row, start.start(), said))
    return found


def _moment(row: Row, first: int, said: _Said) -> Moment:
    while not said.until and (row.letters[first] == "d" or row.pieces[first].name == "van"):
        first += 1
    start, end = row.pieces[first].start, row.pieces[said.place - 1].end
    return Moment(start, end, *said[1:])


def _read(row: Row, place: int, lang: Lang) -> _Said | None:
    """The longest thing that can be read from here."""
    read_all = (reader(row, place, lang) for reader in _READERS)
    return max((said for said in read_all if said), key=lambda said: said.place, default=None)


def _frequency(row: Row, place: int, lang: Lang) -> _Said | None:
    match = _FREQUENCY.match(row.letters, place)
    if not match:
        return None
    more = _sequence(row, match.end(), lang)
    said = _Said(match.end(), "frequency")
    return more._replace(kind="frequency") if more else said


def _past(row: Row, place: int, lang: Lang) -> _Said | None:
    match = _PAST.match(row.letters, place)
    if not match:
        return None
    more = _sequence(row, match.end(), lang)
    return more._replace(kind="past") if more else _Said(match.end(), "past")


def _vague(row: Row, place: int, _: Lang) -> _Said | None:
    match = _VAGUE.match(row.letters, place)
    return _Said(match.end(), "vague") if match else None


def _ahead(row: Row, place: int, _: Lang) -> _Said | None:
    """`over een uur`, `within 30 minutes`, `two days from now`, `the next hour`."""
    match = _AHEAD.match(row.letters, place)
    if not match:
        return None
    group = match.lastgroup or ""
    pieces = row.pieces[match.start(group) : match.end(group)]
    if group == "next" and pieces[0].letter == "U" and not 0 < pieces[0].value < 1440:
        return None  # next week is a day of the calendar, no distance
    ahead = _amount(pieces)
    if ahead is None:
        return _Said(match.end(), "vague")
    within = set("JXd") & set(row.letters[place : match.start(group)])
    return _Said(match.end(), "moment", "within" if within else "at", ahead=ahead)


def _duration(row: Row, place: int, _: Lang) -> _Said | None:
    match = _DURATION.match(row.letters, place)
    return _Said(match.end(), "duration") if match else None


def _amount(pieces: list[Piece]) -> Ahead | None:
    """How far ahead; None when it holds a month or a year."""
    minutes = days = working = 0
    times = 100
    for piece in pieces:
        if piece.letter in "Nfa&":
            times = _times(piece, times)
        elif piece.letter in "UHr":
            if piece.value == 0:
                return None
            minutes, days, working = _add(piece, times, (minutes, days, working))
    if pieces[0].letter == "g":
        minutes = pieces[1].value * 60
    return Ahead(minutes, days, working)


def _times(piece: Piece, times: int) -> int:
    if piece.letter == "&":
        return times + 50
    return {"N": piece.value * 100, "f": piece.value}.get(piece.letter, 100)


def _add(piece: Piece, times: int, total: tuple[int, int, int]) -> tuple[int, int, int]:
    minutes, days, working = total
    if piece.value < 0:
        return minutes, days, working + max(1, times // 100)
    if piece.value >= 1440 and times % 100 == 0:
        return minutes, days + times // 100 * piece.value // 1440, working
    return minutes + times * piece.value // 100, days, working


def _sequence(row: Row, place: int, lang: Lang) -> _Said | None:
    """A day, a clock time and a day part, in any order, with their prepositions."""
    said = _Said(place)
    while (more := _item(row, said, place, lang)) is not None:
        said = more
    if said.place == place or _is_duration(row, place, said):
        return None
    gone = _PAST.match(row.letters, said.place)  # "at three last night"
    if gone:
        return said._replace(place=gone.end(), kind="past")
    return said._replace(kind=_kind(row, place, said))


def _kind(row: Row, first: int, said: _Said) -> Kind:
    if said.day and said.day.offset is not None and said.day.offset < 0:
        return "past"
    if row.letters[first : said.place] == "K":
        return "frequency"
    return "range" if said.until else said.kind


def _is_duration(row: Row, first: int, said: _Said) -> bool:
    """Whether "twee uur" is how long it takes, and not when: it may be both in Dutch."""
    letters = row.letters[first : said.place]
    if not re.fullmatch(r"[RV>F]*NH", letters):
        return False
    after = row.letters[said.place : said.place + 1]
    if after and after in "jiE":
        return True
    article = row.pieces[said.place - 2].name == "een"
    if len(letters) > 2:
        return article and said.relation in {"after", "since"}
    before = row.letters[first - 1 : first]
    return article or before == "G" or after in {"x", "J"} or row.pieces[first].value == 24


def _item(row: Row, said: _Said, first: int, lang: Lang) -> _Said | None:
    """One more of them, or None."""
    place = said.place
    if place > first and row.letters[place : place + 1] == ",":
        place += 1
    leads = _LEADS.match(row.letters, place)
    end = leads.end() if leads else place
    lead = row.letters[place:end]
    said = said._replace(place=end, relation=_relation(row, place, end, said.relation))
    return (
        _with_clock(row, said, lead, lang)
        or _with_day(row, said, lead)
        or _with_part(row, said, lead)
    )


def _relation(row: Row, place: int, end: int, known: Relation) -> Relation:
    """The first preposition that says more than `at`."""
    for piece in row.pieces[place:end]:
        if known != "at":
            return known
        known = _relation_of(piece)
    return known


def _relation_of(piece: Piece) -> Relation:
    if piece.letter == "R":
        return cast(Relation, piece.name)
    names: dict[str, Relation] = {"V": "before", ">": "until", "b": "between"}
    return "from" if piece.name == "from" else names.get(piece.letter, "at")


def _with_clock(row: Row, said: _Said, lead: str, lang: Lang) -> _Said | None:
    if said.clock:
        return None
    dials = dial_range(row, said.place, lead, lang)
    if dials:
        return said._replace(place=dials[1].place, clock=dials[0].clock, until=dials[1].clock)
    dial = read_dial(row, said.place, lead, lang)
    return said._replace(place=dial.place, clock=dial.clock) if dial else None


def _with_day(row: Row, said: _Said, lead: str) -> _Said | None:
    if said.day or said.kind == "range":
        return None
    span = _WEEKDAYS.match(row.letters, said.place)
    if span:
        return said._replace(place=span.end(), kind="range")
    return _with_date(row, said, lead) or _with_weekday(row, said)


def _with_date(row: Row, said: _Said, lead: str) -> _Said | None:
    match = _DATE.match(row.letters, said.place)
    if not match:
        return None
    pieces = {name: row.pieces[match.start(name)] for name in _DATE.groupindex if match[name]}
    found = _date_of(row.pieces[match.start() : match.end()], pieces, bool(lead))
    if "late" in pieces and pieces["late"].name == "een":
        return None  # "in mei een voorstel"
    if not found or not 0 < (found[1] or 1) <= 12 or not 0 < found[2] <= 31:
        return None
    return said._replace(place=match.end(), day=Day(date=found))


def _date_of(
    pieces: list[Piece], named: dict[str, Piece], led: bool
) -> tuple[int | None, int | None, int] | None:
    if "full" in named:
        whole, rest = divmod(named["full"].value, 10_000)
        return whole, *divmod(rest, 100)
    if "short" in named:
        number, month = divmod(named["short"].value, 100)
        is_date = (led or len(pieces) > 1) and named["short"].name != "24/7"
        return (None, month, number) if is_date else None
    if "only" in named:
        return None, None, named["only"].value
    (name,) = (piece.value for piece in pieces if piece.letter == "M")
    year = named["year"].value if "year" in named else None
    return year, name, named["day" if "day" in named else "late"].value


def _with_weekday(row: Row, said: _Said) -> _Said | None:
    match = _DAY.match(row.letters, said.place)
    if not match:
        return None
    values = {piece.letter: piece.value for piece in row.pieces[match.start() : match.end()]}
    if values.get("U", 10_080) != 10_080:
        return None  # "deze dag", "next month": no day to go by
    if match.lastgroup == "offset":
        return said._replace(place=match.end(), day=Day(values["D"], values.get("W")))
    day = Day(weekday=values.get("W"), week=_week(values))
    return said._replace(place=match.end(), day=day)


def _week(values: dict[str, int]) -> int | None:
    """This week 0, next or coming week 1; `deze vrijdag` and `komende vrijdag` name no week."""
    week = values.get("X", -1)
    if "U" in values:
        return abs(week)
    return 1 if week == 1 else None


def _with_part(row: Row, said: _Said, lead: str) -> _Said | None:
    letter = row.letters[said.place : said.place + 1]
    after_day = not lead.strip("nd") and said.day
    fits = letter in {"P", "K"} or (
        letter == "p" and (after_day or (set("RV>") & set(lead) and "d" in lead))
    )
    if said.part or not (fits or (letter == "L" and set("RV>") & set(lead))):
        return None
    return said._replace(place=said.place + 1, part=row.pieces[said.place].name)


_READERS: tuple[Callable[[Row, int, Lang], _Said | None], ...] = (
    _frequency,
    _past,
    _ahead,
    _vague,
    _sequence,
    _duration,
)
