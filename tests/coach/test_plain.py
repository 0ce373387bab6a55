"""Plain language: the verdict and its words, the formulas, and the organisation's own words."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from helder.coach import Context, Finding, review
from helder.coach.plain.readability import flesch, flesch_douma, leesindex_a
from helder.coach.plain.syllables import syllables
from helder.coach.result import Language

TEXTS = Path(__file__).parents[2] / "bench" / "data" / "coach" / "plain.jsonl"

DUTCH = """de 1|mail 1|e-mail 2|werkt 1|storing 2|geïnstalleerd 4|ideeën 3|reünie 3|coördinatie 5
financiën 4|financieel 4|vacature 4|bureau 2|niveau 2|milieu 2|toilet 2|trainen 2|display 2|team 1
teams 1|update 2|updates 2|website 2|online 2|software 2|servicedesk 3|download 2|server 2
wachtwoord 2|nieuw 1|nieuwe 2|leeuw 1|eeuwen 2|groeien 2|mooie 2|draaien 2|theater 3|reactie 3
realiseren 5|video 3|radio 3|situatie 4|januari 4|februari 4|station 3|materiaal 4|aluminium 5
quarantaine 4|yoghurt 2|royaal 2|privé 2|café 2|crème 2|privéadres 4|beïnvloeden 4|geüpload 3
tweeën 2|bacteriën 4|patiënt 3|patiënten 4|cliënt 2|medewerkers 4|ziekenhuis 3|verbinding 3
onmiddellijk 4|computer 3|gebruiker 3|gegevens 3|authenticatie 5|infrastructuur 4|bijeenkomst 3
uitvoering 3|zijn 1|oorzaak 2|chaos 2|maïs 2|egoïst 3|poëzie 3|smartphone 2|database 3|VPN 3
actueel 3|oase 3|dashboard 2|'s 1|foto's 2|hij 1|bijzonder 3|typen 2|systeem 2|synchroniseren 5"""
ENGLISH = """the 1|mail 1|email 2|every 2|everyone 3|business 2|businesses 3|table 2|people 2
little 2|settled 2|worked 1|started 2|needed 2|closed 1|changes 2|changed 1|makes 1|boxes 2
password 2|computer 3|evening 2|Wednesday 2|something 2|someone 2|website 2|software 2|database 3
area 3|idea 3|create 2|video 3|radio 3|period 3|region 2|question 2|station 2|million 2|media 3
social 2|special 2|manual 3|actual 3|language 2|quality 3|queue 1|issue 2|trying 2|doing 2|being 2
seeing 2|client 2|science 2|quiet 2|management 3|safely 2|useful 2|element 3|experience 4
available 4|immediately 5|colleague 2|temporary 4|technician 3|usually 4|situation 4|pages 2
communication 5|services 3|service 2|offices 3|use 1|used 1|users 2|outage 2|solution 3|whole 1
while 1|file 1|files 1|called 1|handled 2|rule 1|rules 1|controlled 2|initial 3|medium 3
previous 3|serious 3|yesterday 3|year 1|eye 1|our 1|via 2|associated 5|continuous 4|VPN 3|don't 1
you're 1|isn't 2|couldn't 2|they've 1|patient 2|beautiful 3|guide 1|building 2|fluid 2|museum 3
real 1|reason 2|employees 3|agreed 2|tired 1|required 2|simple 2|moved 1|removed 2|guaranteed 3
individual 5|gradually 4"""


def counted(rows: str) -> list[tuple[str, int]]:
    pairs = (row.rsplit(" ", 1) for line in rows.splitlines() for row in line.split("|"))
    return [(word, int(number)) for word, number in pairs]


@pytest.mark.parametrize(("lang", "rows"), [("nl", DUTCH), ("en", ENGLISH)])
def test_syllables(lang: Language, rows: str) -> None:
    words = counted(rows)
    assert len(words) >= 60
    wrong = [(word, n, syllables(word, lang)) for word, n in words if syllables(word, lang) != n]
    assert wrong == []


def test_the_formulas_by_hand() -> None:
    # 100 words, 10 sentences, 150 syllables
    assert flesch_douma(100, 10, 150) == pytest.approx(206.84 - 115.5 - 9.3)  # 82.04
    assert leesindex_a(100, 10, 150) == pytest.approx(195 - 100 - 20)  # 75
    assert flesch(100, 10, 150) == pytest.approx(206.835 - 10.15 - 126.9)  # 69.785
    # 40 words, 2 sentences, 80 syllables
    assert flesch_douma(40, 2, 80) == pytest.approx(206.84 - 154 - 18.6)  # 34.24
    assert leesindex_a(40, 2, 80) == pytest.approx(195 - 133.3333 - 40, abs=1e-3)  # 21.667
    assert flesch(40, 2, 80) == pytest.approx(206.835 - 20.3 - 169.2)  # 17.335


def test_the_formulas_of_a_text() -> None:
    dutch = review("De mail werkt niet. U hoort om tien uur van ons.").readability
    # 11 words, 2 sentences, 11 syllables
    assert dutch.formulas == {"flesch_douma": 124.7, "leesindex_a": 117.3}
    assert dutch.score == 124.7
    english = review("The mail is down. You hear from us at ten.", lang="en").readability
    # 10 words, 2 sentences, 10 syllables
    assert english.formulas == {"flesch": 117.2}


def test_easy_and_hard_texts_are_told_apart() -> None:
    rows = [json.loads(line) for line in TEXTS.read_text(encoding="utf-8").splitlines()]
    right = 0
    for row in rows:
        reading = review(row["text"], lang=row["lang"]).readability
        right += (reading.verdict == "effort") == (row["level"] == "hard")
        assert (reading.verdict == "easy") == (reading.level in ("A2", "B1"))
        assert bool(reading.causes) == (reading.verdict == "effort")
        assert len(reading.causes) <= 8
        flat = " ".join(row["text"].split())
        assert all(cause in flat for cause in reading.causes)
    assert right / len(rows) >= 0.98


EASY = [
    "De kassa in het restaurant doet het weer. U kunt dus gewoon met uw pas betalen. Heeft u "
    "vanmiddag zonder te betalen gegeten? Dat is niet erg, wij sturen u geen rekening.",
    "Omdat het dak boven de fietsenstalling lekt, staan de fietsen deze week achter het gebouw, "
    "waar je ze met hetzelfde pasje kunt neerzetten en weer ophalen.",
    "De laboratoriumuitslagen van vandaag komen later. Uw huisarts belt u morgenochtend.",
    "The coffee machine on the second floor is broken, so please use the one next to the lift. "
    "Somebody will come and repair it on Thursday.",
    "You can't see your payslip today. We know about it. Your salary will be paid on time.",
]
HARD = [
    "De opslagcontroller is in degradatie. Parity wordt herberekend. Throughput blijft vooralsnog "
    "beperkt. Snapshots zijn gequarantained.",
    "Conform het vigerende mandaatbesluit geschiedt de verstrekking van voornoemde bescheiden "
    "uitsluitend na voorafgaande accordering.",
    "De node flapt. De mesh is stuk door een loze lease. Wij poogden de shard te draineren.",
    "The broker lost quorum. Partitions were reassigned. Consumers lag. Offsets remain uncommitted "
    "pending compaction.",
    "Notwithstanding the foregoing, remuneration shall be disbursed subsequent to the ratification "
    "of the aforesaid schedule.",
]


@pytest.mark.parametrize("text", EASY)
def test_plain_words_read_easily_in_long_sentences_too(text: str) -> None:
    assert review(text).readability.verdict == "easy"


@pytest.mark.parametrize("text", HARD)
def test_jargon_takes_effort_in_short_sentences_too(text: str) -> None:
    assert review(text).readability.verdict == "effort"


def test_the_worst_words_are_named_first() -> None:
    reading = review(
        "De printer doet het weer. Dientengevolge kan de gebruiker printen. Het euvel was een "
        "gepurgede hash en een stale mutex."
    ).readability
    assert reading.verdict == "effort"
    assert {"gepurgede", "mutex"} <= set(reading.causes)
    assert "printer" not in reading.causes


def found(rule: str, text: str, **options: object) -> list[Finding]:
    result = review(text, **options)  # type: ignore[arg-type]
    return [finding for finding in result.findings if finding.rule == rule]


def excerpts(rule: str, text: str, **options: object) -> list[str]:
    return [finding.excerpt for finding in found(rule, text, **options)]


def test_a_rare_word_is_pointed_out_once() -> None:
    text = "Het euvel is weg. Dit euvel kwam door Zwartsluis en de verjaardagskalender. Bel 4321."
    assert excerpts("plain.rare_word", text) == ["euvel"]
    many = "Euvel, abuis, terstond, weshalve, zulks, allengs, nopen, luwte en ontstentenis zijn er."
    assert len(excerpts("plain.rare_word", many)) <= 4


@pytest.mark.parametrize(
    "text",
    [
        "Dag Venkatesh, Fergal en Emre helpen u. Siyabonga ook.",
        "Ticket INC-8842 gaat over lokaal B17, de N201 en foto_2.",
        "Om halftwee komen er drieëntwintig mensen naar het boodschappenrooster kijken.",
    ],
)
def test_names_and_numbers_are_not_rare(text: str) -> None:
    assert excerpts("plain.rare_word", text) == []


def test_what_the_glossary_says_is_not_said_twice() -> None:
    text = "De loadbalancer hapert door een configuratiewijziging."
    assert excerpts("plain.rare_word", text) == []


@pytest.mark.parametrize(
    ("text", "passive"),
    [
        ("De server wordt herstart. De logs worden bewaard.", "worden bewaard"),
        ("The server was restarted. The logs have been purged.", "been purged"),
    ],
)
def test_the_second_passive_is_pointed_out(text: str, passive: str) -> None:
    assert excerpts("plain.passive", text) == [passive]
    assert found("plain.passive", text)[0].level == "info"


@pytest.mark.parametrize(
    "text",
    [
        "De server wordt herstart. Wij bewaren de logs.",
        "De server wordt door ons herstart. De logs worden door ons bewaard.",
        "Het wordt warm. De kinderen worden groot.",
        "The shop is closed. We are sorry. The screen is broken.",
        "The server was restarted by us. The logs were kept by our supplier.",
    ],
)
def test_one_passive_or_one_with_an_agent_is_fine(text: str) -> None:
    assert excerpts("plain.passive", text) == []


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Het uitvoeren van de test duurt lang.", "Het uitvoeren van"),
        ("Morgen start de realisatie van het plan.", "de realisatie van"),
        (
            "De uitvoering van de verlenging van uw pas volgt.",
            "De uitvoering van de verlenging van",
        ),
        ("We begin the installation of the printers.", "the installation of"),
    ],
)
def test_a_deed_as_a_noun_is_pointed_out(text: str, phrase: str) -> None:
    assert excerpts("plain.nominalisation", text) == [phrase]


@pytest.mark.parametrize(
    "text",
    [
        "De afdeling van mijn zus en de vergadering van maandag.",
        "Het begin van de dag en de helft van de mensen.",
        "The department of health and the location of the room.",
    ],
)
def test_a_thing_is_no_deed(text: str) -> None:
    assert excerpts("plain.nominalisation", text) == []


def test_the_organisation_has_its_own_glossary() -> None:
    own = Context(glossary={"nl": {"Zaaksysteem Plus": "lijst met aanvragen", "VPN": "thuislijn"}})
    terms = found("jargon.term", "Het zaaksysteem plus en de vpn zijn traag.", context=own)
    assert [(term.excerpt, term.suggestion) for term in terms] == [
        ("zaaksysteem plus", "lijst met aanvragen"),
        ("vpn", "thuislijn"),
    ]


@pytest.mark.parametrize("everyday", ["", "loadbalancer", "Loadbalancer "])
def test_a_word_that_is_known_here_is_let_be(everyday: str) -> None:
    text = "De loadbalancer hapert."
    assert excerpts("jargon.term", text) == ["loadbalancer"]
    own = Context(glossary={"nl": {"loadbalancer": everyday}})
    result = review(text, context=own)
    assert [f for f in result.findings if f.excerpt == "loadbalancer"] == []
    assert "loadbalancer" not in result.readability.causes


def test_words_that_the_organisation_avoids() -> None:
    own = Context(
        avoided={"nl": {"gebruiker": "collega", "cliënt": "", "op korte termijn": "snel"}}
    )
    text = "De Gebruiker belt op korte termijn een client. De gebruikers en de gebruiker wachten."
    remarks = found("tone.avoided_word", text, context=own)
    assert [(r.excerpt, r.suggestion, r.level) for r in remarks] == [
        ("Gebruiker", "collega", "ask"),
        ("op korte termijn", "snel", "ask"),
        ("client", "", "ask"),
    ]
    assert "Uw organisatie" in remarks[0].why
    informal = found("tone.avoided_word", text, context=own, reader="nl-informal")
    assert "Je organisatie" in informal[0].why
    assert found("tone.avoided_word", "The gebruiker waits for you.", context=own, lang="en") == []


def test_a_sentence_in_the_other_language_is_read_as_such() -> None:
    text = "U kunt weer mailen. You can send mail again and you do not have to do anything."
    assert review(text).readability.verdict == "easy"


@pytest.mark.parametrize(
    ("count", "seconds"), [(1_000, 6), pytest.param(10_000, 30, marks=pytest.mark.slow)]
)
def test_a_book_of_unknown_words_does_not_stall(count: int, seconds: int) -> None:
    text = " ".join(f"{'xqzwv' * 5}{number:x}kron." for number in range(count)).replace("0", "o")
    start = time.process_time()
    assert review(text, lang="nl", kind="newsletter").readability.words == count
    assert time.process_time() - start < seconds


def test_reading_stays_quick() -> None:
    from helder.coach import plain
    from helder.coach.plain import readability
    from helder.coach.sentences import split

    text = "De storing in het netwerk is voorbij en u kunt weer mailen met uw collega's. " * 10
    sentences = split(text)

    def read() -> float:
        start = time.perf_counter()
        list(plain.remarks(text, sentences, "nl", Context()))
        readability.measure(text, sentences, "nl")
        return time.perf_counter() - start

    read()
    assert min(read() for _ in range(10)) < 0.008
