"""From HTML to plain text, and from a whole reply to what is new in it.

Owns: which lines of a mail are a quotation, a signature or an advertisement of the mail program.
Pure. Refuses: keeping any markup.
"""

from __future__ import annotations

import re
from html import unescape

BLOCKS = {
    "address", "article", "blockquote", "br", "caption", "dd", "div", "dl", "dt", "fieldset",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol",
    "p", "pre", "section", "table", "tbody", "tr", "ul",
}  # fmt: skip
SILENT = {"script", "style", "title", "template", "noscript"}


_TAG = re.compile(r"<(/?)([a-z][a-z0-9:-]{0,30})")


class _Reader:
    """Collects the text; what is inside a quotation gets a ">" before each line."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.quoted = 0

    def opened(self, tag: str) -> None:
        """A tag begins: blocks stand on lines of their own."""
        if tag in BLOCKS:
            self._break(2 if tag == "p" else 1)
        if tag == "blockquote":
            self.quoted += 1
        if tag == "li":
            self.text("- ")

    def closed(self, tag: str) -> None:
        """A tag ends."""
        if tag == "blockquote":
            self.quoted = max(0, self.quoted - 1)
        if tag in BLOCKS and tag != "br":
            self._break(1)

    def text(self, said: str) -> None:
        """Words between two tags."""
        said = re.sub(r"\s+", " ", said)
        if not self.line:
            said = said.lstrip()
            if said and self.quoted:
                self.line.append("> " * min(self.quoted, 3))
        if said:
            self.line.append(said)

    def end(self) -> str:
        """All lines."""
        self._break(1)
        text = "\n".join(self.lines)
        return re.sub(r"\n{3,}", "\n\n", text).strip()

    def _break(self, count: int) -> None:
        line = "".join(self.line).replace("\xa0", " ").rstrip()
        self.line = []
        if line:
            self.lines.append(line)
        if count > 1 and self.lines and self.lines[-1]:
            self.lines.append("")


def from_html(html: str) -> str:
    """The text of a page of HTML, its paragraphs kept apart. Never fails, and takes no longer for
    a page that is broken on purpose: each sign is looked at once."""
    reader, at, small = _Reader(), 0, html.lower()
    while at < len(html):
        start = html.find("<", at)
        reader.text(unescape(html[at : start if start >= 0 else len(html)]))
        if start < 0:
            break
        at = _after_tag(html, small, start, reader)
    return reader.end()


def _after_tag(html: str, small: str, start: int, reader: _Reader) -> int:
    """Where the text goes on after what begins with "<"; what has no end takes the rest along."""
    if small.startswith("<!--", start):
        return _end_of("-->", small, start)
    name = _TAG.match(small, start)
    if name is None:
        if small[start + 1 : start + 2] in {"!", "?"}:
            return _end_of(">", small, start)
        reader.text("<")
        return start + 1
    tag = name.group(2)
    end = _end_of(">", small, start)
    if name.group(1):
        reader.closed(tag)
    elif tag in SILENT:
        return _end_of(f"</{tag}", small, end)
    else:
        reader.opened(tag)
    return end


def _end_of(sign: str, text: str, start: int) -> int:
    found = text.find(sign, start)
    return len(text) if found < 0 else found + len(sign) * (sign[0] != "<")


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
    r"^(on|op|am|le)\s.{4,300}\b(wrote|schreef|geschreven|schrieb|a écrit)\b.{0,200}:\s*$",
    re.IGNORECASE,
)
_SOMEBODY_WROTE = re.compile(r"^.{3,200}\s(wrote|schreef)\b.{0,80}:\s*$", re.IGNORECASE)
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
        text = " ".join(piece)
        if not all(piece) or piece[0].startswith(">") or len(text) > 400:
            return 0
        if _WROTE.match(text) or (count == 1 and _SOMEBODY_WROTE.match(text)):
            return count
    return 0


def _quotes_after(lines: list[str], index: int) -> bool:
    """Whether the quotation is marked line by line, so that what stands between is new."""
    return any(line.lstrip().startswith(">") for line in lines[index : index + 3])
