"""Texts that nobody writes and somebody pastes, and real sentences to put between them."""

from __future__ import annotations

import json
import random
from functools import cache
from pathlib import Path

CORPUS = Path(__file__).parents[2] / "corpus" / "coach"
BAD = "De oorzaak ligt bij onze leverancier."
BIG = 1_000_000

# What is repeated up to a length of our choice.
PIECES = {
    "spaces": " ",
    "tabs": "\t",
    "newlines": "\n",
    "windows line ends": f"{BAD}\r\n\r\n",
    "non-breaking spaces": "De\u00a0mail\u00a0werkt\u00a0niet,\u202fzegt\u2007men.\u00a0",
    "zero-width spaces": "ma\u200bil \ufeff",
    "line separators": f"{BAD}\u2028\u2029\x85",
    "one word": "a",
    "long words": "arbeidsongeschiktheidsverzekering" * 20 + " ",
    "hyphens in a word": "a-",
    "apostrophes in a word": "a'",
    "digits": "7",
    "numbers": "1 ",
    "dotted numbers": "1.",
    "clock times": "12:",
    "other digits": "٣٤ ๑๒ ²½ ",
    "punctuation": "!?.,;:-",
    "full stops": ".",
    "round brackets": "(",
    "square brackets": "[x",
    "underscores": "_",
    "emoji": "👩‍👩‍👧‍👦😳🏳️‍🌈👍🏽 ",
    "arabic": "لا يعمل البريد الإلكتروني منذ الصباح. ",
    "hebrew": "הדואר אינו עובד מאז הבוקר. ",
    "controls of direction": "\u202e\u2066De mail\u2069\u202c werkt \u200fniet.\u061c ",
    "chinese": "邮件系统无法使用。",
    "thai": "อีเมลใช้งานไม่ได้ ",
    "control characters": "".join(map(chr, [*range(1, 32), *range(127, 160)])) + "mail ",
    "nul": "\x00",
    "nul in words": f"{BAD}\x00 ma\x00il ",
    "half characters": "De \ud83d mail werkt \udc00 niet\udfff. ",
    "only half characters": "\ud83d",
    "combining marks": "\u0301\u0300",
    "marked letters": "e\u0301\u0300\u20dd ",
    "marks that are letters": "\uff9e\uff9f \u037a \ufc5e \ufe70 \u3164 ",
    "letters that grow in lower case": "İSTANBUL ẞ ﬁ ŉ ",
    "script": "<script>",
    "scripts that end": "<script>var a = '<p>';</script>De mail werkt niet.<style>p{}</style>",
    "unclosed tags": "<p ",
    "comments": "<!-- ",
    "nested tags": "<div>",
    "less than": "<",
    "half entities": "&#1",
    "entities": "De&nbsp;mail &amp; de &#101;genda &#x110000; werken niet.",
    "table": "| Systeem | Status |\n|---|:-:|\n| mail | **uit** |\n",
    "code fence": "```\nfor i in range(3): print(i)  # De schuld ligt bij u.\n```\n",
    "links": "[portaal](https://portaal.voorbeeld.nl/a_(b)?c=d&e=f#g) ![plaat](x.png) ",
    "addresses": "https://",
    "mail addresses": "a@",
    "quoted mail": "> > De mail werkt niet.\n>\n> Met vriendelijke groet,\n> -- \n> Noor\n",
    "forwarded mail": "-----Oorspronkelijk bericht-----\nVan: Noor <noor@voorbeeld.nl>\n"
    "Verzonden: maandag 3 maart 2025 9:04\nAan: iedereen\nOnderwerp: RE: FW: mail stuk!!!\n\n",
    "capitals": "ALLES IS STUK EN NIEMAND WEET HOE LANG HET NOG DUURT. ",
    "no punctuation": "we kijken naar de mail en dan hoort u om tien uur van ons wat er is ",
    "two languages": "De mail werkt niet sinds vanmorgen. We are looking for the cause of it. ",
    "two languages in a sentence": "The supplier zegt dat it will be gefixt before morgenochtend ",
    "cause": "De oorzaak ligt bij onze leverancier en ",
    "not": "kan niet ",
    "never": "niet meer gebeuren nooit weer voorkomen ",
    "slots": "[tijd] XXX [...] {time} %s ",
}  # fmt: skip

# The same, where the end differs from the rest.
ENDED = {
    "full stops and a letter": ("." * BIG) + "a",
    "exclamation marks and a letter": ("!" * BIG) + "a",
    "full stops, quotes and a letter": "." * (BIG // 2) + '"' * (BIG // 2) + "a",
    "a letter with a million marks": "e" + "\u0301" * BIG,
    "capitals and an underscore": "X" * BIG + "_",
    "ten thousand nested tags": "<div>" * 10_000 + BAD + "</div>" * 10_000,
    "half a megabyte of brackets": "(" * (BIG // 2) + BAD + ")" * (BIG // 2),
    "a tag that never ends": "<p " + "a" * BIG,
    "an address that never ends": "https://" + "a" * BIG,
}

# Nothing in here is a sentence to reckon with: a whole megabyte takes a moment.
QUICK = ("spaces", "one word", "digits", "dotted numbers", "punctuation", "full stops", "emoji",
         "underscores", "nul", "script", "comments", "addresses",
         "hyphens in a word", "only half characters", "less than")  # fmt: skip


def filled(name: str, size: int) -> str:
    piece = PIECES[name]
    return (piece * (size // len(piece) + 1))[:size]


@cache
def corpus(lang: str) -> tuple[tuple[str, bool], ...]:
    """Some sentences of many voices, and whether they offend."""
    rows = [
        json.loads(line)
        for path in sorted(CORPUS.glob(f"voices_{lang}_*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()[::12]
    ]
    return tuple((row["text"], bool(row["labels"])) for row in rows)


def prose(size: int, lang: str = "nl") -> str:
    """Sentences of which no two are the same: halves of real ones put together."""
    rng, said = random.Random(3), [text.split() for text, _ in corpus(lang)]
    parts: list[str] = []
    while size > 0:
        first, second = rng.choice(said), rng.choice(said)
        half = [*first[: len(first) // 2], *second[len(second) // 2 :], f"{rng.random():.9f}."]
        parts.append(" ".join(half))
        size -= len(parts[-1]) + 1
    return " ".join(parts)
