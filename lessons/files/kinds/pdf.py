"""PDF with text. Lines are joined to paragraphs; what repeats on the pages' edges is left out.

A PDF holds letters at places, no paragraphs. Larger letters make a heading; a paragraph ends
where a sentence ends in a line that is shorter than the others.
"""

from __future__ import annotations

import io
import logging
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from math import hypot
from typing import Any

import pypdf
import pypdf.errors

from confined import Refused
from lessons.files.collecting import Collector, one_line

_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|seite|p\.)\s*)?\d{1,4}(?:\s*(?:/|of|von|\|)\s*\d{1,4})?\W*\Z"
    r"|\W*第\s*\d+\s*页(?:[，,\s]*共\s*\d+\s*页)?\W*\Z|[ivxlc]{1,6}\Z",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?。！？…:：][\"'”’」）)\]]*\Z")
_LISTED = re.compile(r"(?:[•◦▪·●○*–—-]|\d{1,3}[.)、]|[a-z][.)])\s*(?=\S)")
_CJK = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")
_UNREADABLE = re.compile(r"[\ue000-\uf8ff\ufffd\x00-\x08]|\(cid:\d+\)|/g\d+|/uni[0-9A-F]{4}")
# Ligatures, and the radicals that some programs write for the characters of the same look.
_PRESENTED = re.compile(r"[\ufb00-\ufb06\u2e80-\u2fd5]+")
_EDGE_LINES = 2
_NOTE_MARK_FACTOR = 0.8
_HEADING_FACTOR = 1.15
_LONGEST_HEADING = 120
_SAMPLE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</Font<</F 5 0 R"
    b">>>>>>endobj\n4 0 obj<</Length 33>>stream\nBT /F 9 Tf 0 0 Td (One two) Tj ET\nendstream"
    b"\nendobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
    b"endobj\ntrailer<</Root 1 0 R/Size 6>>\nstartxref\n0\n%%EOF\n"
)


@dataclass(slots=True)
class _Line:
    text: str
    size: float


def prepare() -> None:
    """Read a page, so that all modules are loaded."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = pypdf.PdfReader(io.BytesIO(_SAMPLE))
    _lines(reader.pages[0])


def read(data: bytes, found: Collector) -> None:
    """Read the pages of a document."""
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not _opened(reader):
            raise Refused("encrypted")
        count, most = len(reader.pages), found.order["max_pages"]
        if count > most:
            raise Refused("too_many_pages", pages=count, max_pages=most)
        pages = [_lines(page) for page in reader.pages]
        pictured = sum(_has_pictures(page) for page in reader.pages)
        found.title = _title(reader)
    except pypdf.errors.LimitReachedError as error:
        raise Refused("unpacks_too_large") from error
    except pypdf.errors.PyPdfError as error:
        raise Refused("damaged") from error
    text = "".join(line.text for lines in pages for line in lines)
    letters = sum(map(str.isalnum, text))
    unreadable = sum(len(each) for each in _UNREADABLE.findall(text))
    if letters < 10 * pictured or unreadable > letters // 4:
        raise Refused("scanned")
    found.notice("pictures", pictured)
    body = _body_size(pages)
    _add(_without_edges(pages, body, found), body, found)


def _opened(reader: pypdf.PdfReader) -> bool:
    """Whether it opens without a password; many only forbid to print."""
    try:
        return bool(reader.decrypt(""))
    except (pypdf.errors.PyPdfError, NotImplementedError, ValueError):
        return False


def _title(reader: pypdf.PdfReader) -> str:
    title = reader.metadata.title if reader.metadata else None
    title = str(title or "")
    # What word processors write there is the name of a file.
    return "" if re.search(r"\.\w{2,4}\Z|^Microsoft|^untitled", title, re.IGNORECASE) else title


def _has_pictures(page: Any) -> bool:
    resources = page.get("/Resources")
    resources = resources.get_object() if resources is not None else {}
    objects = resources.get("/XObject")
    objects = objects.get_object() if objects is not None else {}
    return any(objects[name].get_object().get("/Subtype") == "/Image" for name in objects)


def _lines(page: Any) -> list[_Line]:
    found: list[_Line] = []
    parts: list[tuple[str, float]] = []

    def end() -> None:
        sizes: Counter[float] = Counter()
        for part, size in parts:
            sizes[size] += len(part.strip())
        size = sizes.most_common(1)[0][0] if sizes else 0.0
        text = ""
        for part, own in parts:
            if not (own < size * _NOTE_MARK_FACTOR and _is_note_mark(text, part)):
                text += part
        if text := one_line(_PRESENTED.sub(_plain, text)):
            found.append(_Line(text, size))
        parts.clear()

    def visit(text: str, cm: list[float], tm: list[float], _font: Any, size: float) -> None:
        scale = hypot(tm[2], tm[3]) * hypot(cm[2], cm[3])
        for number, part in enumerate(text.split("\n")):
            if number:
                end()
            if part:
                parts.append((part, round(size * scale, 1)))

    page.extract_text(visitor_text=visit)
    end()
    return found


def _is_note_mark(before: str, part: str) -> bool:
    """Whether small letters are the number of a footnote: it follows a stop or begins the line.

    The 2 of m² and of H₂O follows a letter, and so do some marks, which are read."""
    before = before.rstrip()
    return part.strip().isdigit() and (not before or not before[-1].isalnum())


def _plain(presented: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", presented[0])


def _body_size(pages: list[list[_Line]]) -> float:
    """The size of most letters."""
    weights: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            weights[line.size] += len(line.text)
    return weights.most_common(1)[0][0] if weights else 0.0


def _without_edges(pages: list[list[_Line]], body: float, found: Collector) -> list[list[_Line]]:
    """The pages without numbers and without lines that stand on the edges of most of them.

    Lines in larger letters stay: chapters may begin on every page.
    """
    seen: Counter[str] = Counter()
    for lines in pages:
        edges = {_shape(line) for line in (*lines[:_EDGE_LINES], *lines[-_EDGE_LINES:])}
        seen.update(edges)
    repeated = {shape for shape, times in seen.items() if times >= max(2, len(pages) // 2)}
    kept = []
    for lines in pages:
        rest = list(lines)
        for at in (0, -1):
            for _ in range(_EDGE_LINES):
                if not rest:
                    break
                if _PAGE_NUMBER.match(rest[at].text):
                    found.notice("page_numbers")
                elif _shape(rest[at]) in repeated and rest[at].size < body * _HEADING_FACTOR:
                    found.notice("headers")
                else:
                    break
                rest.pop(at)
        kept.append(rest)
    return kept


def _shape(line: _Line) -> str:
    return re.sub(r"\d+", "0", line.text)


def _add(pages: list[list[_Line]], body: float, found: Collector) -> None:
    lines = [line for page in pages for line in page]
    lengths = sorted(len(line.text) for line in lines)
    width = lengths[len(lengths) * 9 // 10] if lengths else 0
    paragraph, heading = "", ""
    heading_size = 0.0
    for line in lines:
        large = line.size >= body * _HEADING_FACTOR and len(line.text) <= _LONGEST_HEADING
        if heading and (not large or line.size != heading_size):
            found.heading(heading, 1 if heading_size > body * 1.4 else 2)
            heading = ""
        if large:
            found.paragraph(paragraph)
            paragraph = ""
            heading, heading_size = _joined(heading, line.text), line.size
            continue
        listed = _LISTED.match(line.text)
        if listed and paragraph:
            found.paragraph(paragraph)
            paragraph = ""
        paragraph = _joined(paragraph, line.text)
        if _END.search(line.text) and len(line.text) < width * 0.9:
            found.paragraph(paragraph)
            paragraph = ""
    found.heading(heading)
    found.paragraph(paragraph)


def _joined(before: str, line: str) -> str:
    if not before:
        return line
    if re.search(r"[a-zà-ÿ]-\Z", before) and line[:1].islower():
        return before[:-1] + line
    if _CJK.match(before[-1]) and _CJK.match(line[0]):
        return before + line
    return f"{before} {line}"
