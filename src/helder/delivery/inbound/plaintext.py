"""From HTML to plain text, and from a whole reply to what is new in it.

Owns: which lines of a mail are a quotation, a signature or an advertisement of the mail program.
Pure. Refuses: keeping any markup.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

BLOCKS = {
    "address", "article", "blockquote", "br", "caption", "dd", "div", "dl", "dt", "fieldset",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol",
    "p", "pre", "section", "table", "tbody", "tr", "ul",
}  # fmt: skip
SILENT = {"script", "style", "title", "template", "noscript"}


class _Reader(HTMLParser):
    """Collects the text; what is inside a quotation gets a ">" before each line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.silent = 0
        self.quoted = 0

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self.silent += 1
        if tag in BLOCKS:
            self._break(2 if tag == "p" else 1)
        if tag == "blockquote":
            self.quoted += 1
            self._break(1)
        if tag == "li":
            self._add("- ")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        if tag == "blockquote":
            self.quoted = max(0, self.quoted - 1)
        if tag in BLOCKS and tag != "br":
            self._break(1)

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self._add(re.sub(r"\s+", " ", data))

    def _add(self, text: str) -> None:
        if not self.lines[-1]:
            text = text.lstrip()
            if text and self.quoted:
                self.lines[-1] = "> " * min(self.quoted, 3)
        self.lines[-1] += text

    def _break(self, count: int) -> None:
        if self.lines[-1].strip():
            self.lines += [""] * count


def from_html(html: str) -> str:
    """The text of a page of HTML, its paragraphs kept apart. Never fails."""
    reader = _Reader()
    try:
        reader.feed(html)
        reader.close()
    except (AssertionError, ValueError):
        pass  # what was read before the broken part is kept
    text = "\n".join(line.replace("\xa0", " ").rstrip() for line in reader.lines)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


_ORIGINAL = re.compile(
    r"^[-_* ]{2,}\s*(original message|forwarded message|oorspronkelijke? bericht|"
    r"doorgestuurd bericht|ursprüngliche nachricht)\s*[-_* ]{2,}$",
    re.IGNORECASE,
)
_RULE = re.compile(r"^_{20,}$")
_FROM = re.compile(r"^\*?(from|van|von|de)\s*:\*?\s*\S", re.IGNORECASE)
_THEN = re.compile(
    r"^\*?(sent|date|to|subject|cc|verzonden|datum|aan|onderwerp|gesendet|an|betreff)\s*:",
    re.IGNORECASE,
)
_WROTE = re.compile(
    r"^(on|op|am|le)\s.{4,300}(wrote|schreef|schrieb|a écrit)\b.{0,200}:\s*$"
    r"|^.{3,200}(wrote|schreef)( op| on)?.{0,80}:\s*$",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"^--\s?$")
_PROGRAM = re.compile(
    r"^(sent from my |sent from outlook|get outlook for |sent with proton|verzonden (vanaf|met) |"
    r"verstuurd (vanaf|met) |outlook voor (ios|android) |download outlook |"
    r"verzonden via |gesendet von ).{0,80}$",
    re.IGNORECASE,
)
FAR = 4
"""How many lines below "From:" the other lines of a quoted head may stand."""


def what_is_new(text: str) -> str:
    """A reply without the message that it answers, without signature; all of it when nothing else
    is left."""
    lines = [line.rstrip() for line in text.split("\n")]
    kept: list[str] = []
    index = 0
    while index < len(lines):
        if _ends_here(lines, index):
            break
        skipped = _attribution(lines, index)
        if skipped:
            if not _quotes_after(lines, index + skipped):
                break
            index += skipped
            continue
        if not lines[index].lstrip().startswith(">"):
            kept.append(lines[index])
        index += 1
    new = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
    return new or text.strip()


def _ends_here(lines: list[str], index: int) -> bool:
    """Below this line nothing is new: a signature, or the head of the quoted message."""
    line = lines[index].strip()
    if _SIGNATURE.match(lines[index]) or _ORIGINAL.match(line) or _PROGRAM.match(line):
        return True
    below = [one.strip() for one in lines[index + 1 : index + 1 + FAR]]
    if _RULE.match(line):
        return any(_FROM.match(one) for one in below)
    return bool(_FROM.match(line)) and any(_THEN.match(one) for one in below)


def _attribution(lines: list[str], index: int) -> int:
    """How many lines "On Monday … wrote:" takes here, as mail programs break it; 0 for none."""
    for count in (1, 2, 3):
        piece = [line.strip() for line in lines[index : index + count]]
        if not all(piece) or piece[0].startswith(">"):
            return 0
        if len(" ".join(piece)) < 400 and _WROTE.match(" ".join(piece)):
            return count
    return 0


def _quotes_after(lines: list[str], index: int) -> bool:
    """Whether the quotation is marked line by line, so that what stands between is new."""
    return any(line.lstrip().startswith(">") for line in lines[index : index + 3])
