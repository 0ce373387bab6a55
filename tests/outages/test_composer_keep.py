"""A writer keeps their own words, with and without JavaScript, and sees three remarks at once."""

from __future__ import annotations

import re

from django.test import Client

from helder.journal.models import Entry
from helder.messages.models import LeftBe
from tests.cast import Cast
from tests.outages.composing import BLAME, NEW, filled, page_of, send, signed_in, typed

TEXT = "De VPN doet het niet."
MANY = "De VPN doet het NIET! De firewall en de SSO zijn stuk! Wij updaten de DNS. " + BLAME
DRAFT = "abcdefghjkmn"


def keeps(page: str) -> list[str]:
    """What the buttons to keep words send."""
    return re.findall(r'value="(keep:[^"]+)"', page)


def left(page: str) -> str:
    """What the form carries of what was kept."""
    found = re.search(r'name="left"[^>]*value="([^"]*)"', page)
    return found.group(1) if found else ""


def test_without_javascript_it_stays_away_also_after_a_reload(cast: Cast) -> None:
    carol = signed_in(cast.carol)
    page = send(carol, "review", draft=DRAFT, symptom_nl=TEXT).content.decode()
    (do,) = keeps(page)
    assert "Keep it" in page
    after = send(carol, do, draft=DRAFT, symptom_nl=TEXT).content.decode()
    assert keeps(after) == []
    assert TEXT in after
    opened = carol.get(f"{NEW}?draft={DRAFT}").content.decode()
    assert TEXT in opened
    assert keeps(opened) == []
    again = send(carol, "review", draft=DRAFT, symptom_nl=TEXT, left=left(opened))
    assert keeps(again.content.decode()) == []


def test_in_another_draft_the_coach_speaks_again(cast: Cast) -> None:
    carol = signed_in(cast.carol)
    page = send(carol, "review", symptom_nl=TEXT).content.decode()
    send(carol, keeps(page)[0], symptom_nl=TEXT)
    assert keeps(send(carol, "review", symptom_nl=TEXT).content.decode())


def test_with_javascript_it_is_noted_and_the_form_carries_it(cast: Cast) -> None:
    carol = signed_in(cast.carol)
    page = typed(carol, "review", symptom_nl=TEXT)
    (token,) = re.findall(r'data-token="(\w+)"', page)
    answer = carol.post(
        NEW, {**filled(symptom_nl=TEXT), "do": keeps(page)[0]}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 204
    assert LeftBe.objects.get().sentence == TEXT
    assert keeps(typed(carol, "review", symptom_nl=TEXT, left=token)) == []
    typed(carol, "save", draft=DRAFT, symptom_nl=TEXT, left=token)
    assert keeps(carol.get(f"{NEW}?draft={DRAFT}").content.decode()) == []


def test_the_same_words_later_in_the_text_stay_kept_and_other_words_do_not(cast: Cast) -> None:
    carol = signed_in(cast.carol)
    page = typed(carol, "review", symptom_nl=TEXT)
    (token,) = re.findall(r'data-token="(\w+)"', page)
    more = f"Goedemorgen. {TEXT} De firewall ook niet."
    found = keeps(typed(carol, "review", symptom_nl=more, left=token))
    assert len(found) == 1
    assert found[0].split(":")[2] == str(more.index("firewall"))


def test_two_taps_count_once_and_nobody_is_named(cast: Cast) -> None:
    carol = signed_in(cast.carol)
    page = send(carol, "review", symptom_nl=TEXT).content.decode()
    before = Entry.objects.count()
    for _tap in range(2):
        send(carol, keeps(page)[0], symptom_nl=TEXT)
    assert LeftBe.objects.count() == 1
    assert Entry.objects.count() == before


def test_what_stops_publishing_cannot_be_kept(cast: Cast) -> None:
    carol = signed_in(cast.carol)
    page = send(carol, "review", symptom_nl=BLAME).content.decode()
    assert not any("guard.blame" in do for do in keeps(page))
    start = BLAME.index("De oorzaak")
    forced = send(carol, f"keep:symptom_nl:{start}:guard.blame", symptom_nl=BLAME)
    assert "h-finding--block" in forced.content.decode()
    assert LeftBe.objects.count() == 0
    assert send(carol, symptom_nl=BLAME).status_code == 422


def test_a_remark_that_is_gone_or_nonsense_does_no_harm(cast: Cast) -> None:
    carol = signed_in(cast.carol)
    for do in ("keep", "keep:", "keep:symptom_nl:0:x", "keep:no_where:0:jargon.term"):
        assert send(carol, do, symptom_nl=TEXT, left="'\"><b> x").status_code == 200
        assert carol.post(
            NEW, {**filled(), "do": do}, headers={"HX-Request": "true"}
        ).status_code in {204}
    assert LeftBe.objects.count() == 0


def test_three_at_once_the_worst_first_and_the_rest_behind_one_line(cast: Cast) -> None:
    page = send(signed_in(cast.carol), "review", symptom_nl=MANY).content.decode()
    box = page.split('id="findings-symptom_nl"')[1].split("</fieldset>")[0].split('id="findings')[0]
    shown, rest = box.split('data-rest="symptom_nl"')
    levels = re.findall(r"h-finding--(\w+)", shown)
    assert len(levels) == 3
    assert levels[0] == "block"
    more = len(re.findall(r"h-finding--(\w+)", rest))
    assert f"and {more} more" in rest
    order = ["block", "ask", "info"]
    every = re.findall(r"h-finding--(\w+)", box)
    assert [order.index(level) for level in every] == sorted(order.index(le) for le in every)


def test_what_is_missing_does_not_silence_the_coach(cast: Cast) -> None:
    carol: Client = signed_in(cast.carol)
    words = page_of(send(carol, "review", symptom_nl=TEXT, workaround_nl="", workaround_en=""))
    assert "Readers will still ask: what they can do now. The coach has 1 thought." in words


def test_each_remark_says_in_words_how_grave_it_is(cast: Cast) -> None:
    page = page_of(send(signed_in(cast.carol), "review", symptom_nl=f"{TEXT} {BLAME}"))
    assert "Cannot go out: This puts the blame on somebody else" in page
    assert "A tip: An IT word" in page


def test_whoever_hears_the_page_hears_what_the_remarks_are_about(cast: Cast) -> None:
    page = typed(signed_in(cast.carol), "review", symptom_nl=f"{TEXT} {BLAME}")
    summary = page.split('id="coach-words"')[1]
    assert 'role="status"' in summary.split(">")[0]
    assert "This puts the blame on somebody else, An IT word" in summary
