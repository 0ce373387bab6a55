"""The command `helder coach`, as another program sees it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from helder.coach.command import coach

BAD = "De oorzaak ligt bij onze leverancier!"
GOOD = "De mail werkt niet. Om 10.00 uur hoort u van ons."


def run(*options: str, given: str | bytes = "") -> Result:
    return CliRunner().invoke(coach, list(options), input=given)


def test_exit_codes() -> None:
    assert run(given=GOOD).exit_code == 0
    assert run(given=BAD).exit_code == 1
    assert run("--kind", "newsletter", given=BAD).exit_code == 0
    assert run("--kind", "poem", given=BAD).exit_code == 2
    assert run("--lang", "fr", given=BAD).exit_code == 2


def test_text_shows_the_sentence_why_and_a_better_one() -> None:
    out = run("--kind", "outage", given=BAD).output
    assert f"«{BAD}»" in out
    assert "Voor de lezer is er één IT-afdeling" in out
    assert "Beter: We werken samen met onze leverancier" in out
    assert "Vertel sinds wanneer. (since)" in out


def test_leaving_out_is_said_in_words() -> None:
    assert "leave this sentence out" in run(given="We spent a lot of money on this system.").output


def test_json_has_the_shape_of_the_interface() -> None:
    data = json.loads(
        run("--format", "json", "--kind", "outage", given=f"Dag.\r\n\r\n{BAD}").output
    )
    assert set(data) == {"lang", "kind", "findings", "missing", "readability", "times"}
    reading = data["readability"]
    assert list(reading)[:4] == ["level", "score", "words", "sentences"]
    assert set(reading) - set(list(reading)[:4]) == {"verdict", "causes", "formulas"}
    finding = data["findings"][0]
    assert list(finding) == ["rule", "level", "start", "end", "excerpt", "why", "suggestion"]
    assert (finding["start"], finding["end"], finding["excerpt"]) == (8, 8 + len(BAD), BAD)


def test_a_file(tmp_path: Path) -> None:
    path = tmp_path / "bericht.txt"
    path.write_text("\ufeff" + BAD, encoding="utf-8")
    assert run(str(path)).exit_code == 1


@pytest.mark.parametrize("data", [b"\xff\xfe\x00B", b"a\x00b", b"", b"  \r\n", b"\xef\xbb\xbf"])
def test_what_is_no_message_ends_with_one_line(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "iets"
    path.write_bytes(data)
    for result in (run(str(path)), run(given=data)):
        assert result.exit_code == 2
        assert len(result.output.strip().splitlines()) == 1


def test_a_missing_file_and_a_folder_end_with_one_line(tmp_path: Path) -> None:
    for wrong in (tmp_path / "niets", tmp_path):
        result = run(str(wrong))
        assert result.exit_code == 2
        assert len(result.output.strip().splitlines()) == 1
        assert run("--jsonl", str(wrong)).exit_code == 2


def test_jsonl_answers_in_order_with_errors_in_place() -> None:
    lines = [
        json.dumps({"text": BAD, "kind": "outage"}),
        "no json",
        "[1]",
        json.dumps({"text": 5}),
        json.dumps({"text": GOOD, "kind": "poem"}),
        "",
        json.dumps({"text": "Half \ud83d a smile", "lang": "en"}),
        json.dumps({"text": ""}),
    ]
    result = run("--jsonl", given="\n".join(lines) + "\n\n")
    answers = [json.loads(line) for line in result.output.splitlines()]
    assert ["error" in answer for answer in answers] == [
        False, True, True, True, True, True, False, False,
    ]  # fmt: skip
    assert answers[0]["findings"][0]["rule"] == "guard.blame"
    assert answers[6]["lang"] == "en"
    assert result.exit_code == 2


def test_jsonl_without_bad_lines_ends_well() -> None:
    lines = "".join(json.dumps({"text": text}) + "\n" for text in (GOOD, BAD))
    result = run("--jsonl", given=lines)
    assert result.exit_code == 0
    assert len(result.output.splitlines()) == 2


def test_bytes_that_are_no_text_spoil_one_line_only() -> None:
    given = b"\xff\xfe\n" + json.dumps({"text": GOOD}).encode() + b"\n"
    answers = [json.loads(line) for line in run("--jsonl", given=given).output.splitlines()]
    assert ["error" in answer for answer in answers] == [True, False]


def test_a_kind_of_somebody_elses_gives_way_to_the_one_asked_for() -> None:
    line = json.dumps({"text": BAD, "kind": "status_update"})
    assert "error" in json.loads(run("--jsonl", given=line).output.splitlines()[0])
    answer = json.loads(run("--jsonl", "--kind", "outage", given=line).output)
    assert (answer["kind"], answer["findings"][0]["level"]) == ("outage", "block")
