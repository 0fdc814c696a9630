"""A dictionary as a CSV file, as Excel (the Chinese one, too) opens and saves it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from django.utils.translation import gettext as _

from tenants.refusal import Refused
from voices.dictionary.csv_cells import as_written, harmless
from voices.dictionary.entry import IPA, KINDS, PINYIN, RESPELLING, Entry
from voices.dictionary.problems import EntriesRefused, Problem
from voices.dictionary.services import Line

COLUMNS = ("word", "kind", "value", "language", "match_case", "whole_word")
MAX_BYTES = 2 * 1024 * 1024
_NAMES = {
    "word": ("word", "词", "词语", "单词"),
    "kind": ("kind", "类型", "种类"),
    "value": ("value", "pronunciation", "读音", "发音"),
    "language": ("language", "语言"),
    "match_case": ("match_case", "区分大小写"),
    "whole_word": ("whole_word", "全词匹配", "整词"),
}
_KINDS = {"拼音": PINYIN, "国际音标": IPA, "音标": IPA, "改写": RESPELLING}
_YES = ("yes", "true", "1", "是", "y")
_NO = ("no", "false", "0", "否", "n")


def write(entries: Iterable[Entry]) -> bytes:
    """In UTF-8 with a byte order mark, without which Excel assumes another encoding."""
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(COLUMNS)
    for entry in entries:
        rows.writerow(
            [
                harmless(entry.word),
                entry.kind,
                harmless(entry.value),
                entry.language,
                "yes" if entry.match_case else "no",
                "yes" if entry.whole_word else "no",
            ]
        )
    return out.getvalue().encode("utf-8-sig")


def read(data: bytes) -> list[Line]:
    """The entries of a CSV file with the numbers of their lines.

    The first line names the columns; word, kind and value must be there. Separated by commas,
    semicolons or tabs; UTF-8 with or without byte order mark, or GB 18030, which Excel in Chinese
    writes. Raises Refused and EntriesRefused.
    """
    if len(data) > MAX_BYTES:
        message = _("The file is larger than %(max)s MB.") % {"max": MAX_BYTES >> 20}
        raise Refused("too_large", message, param="file", status=413)
    text = _decoded(data)
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[Line] = []
    problems: list[Problem] = []
    columns: dict[str, int] = {}
    width = 0
    start = 1
    try:
        for row in rows:
            number, start = start, rows.line_num + 1
            if not any(cell.strip() for cell in row):
                continue
            if not columns:
                columns, width = _columns(row), len(row)
            elif any(cell.strip() for cell in row[width:]):
                message = _("There are more columns than names of columns.")
                problems.append(Problem(number, "csv_invalid", message))
            else:
                _take(row, columns, number, lines, problems)
    except csv.Error as error:
        message = _("The line is not CSV: %(error)s.") % {"error": error}
        problems.append(Problem(rows.line_num, "csv_invalid", message))
    if problems:
        raise EntriesRefused(problems)
    if not columns:
        raise Refused("csv_empty", _("The file is empty."), param="file")
    return lines


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else encoding)
        except UnicodeDecodeError:
            continue
        # Another encoding without a byte order mark; Postgres can't store the character either.
        if "\x00" not in text:
            return text
    message = _("The file is not UTF-8. In Excel, save it as “CSV UTF-8”.")
    raise Refused("csv_encoding", message, param="file")


def _columns(row: list[str]) -> dict[str, int]:
    cells = [cell.strip().lower() for cell in row]
    places = {
        column: next(cells.index(name) for name in names if name in cells)
        for column, names in _NAMES.items()
        if set(names) & set(cells)
    }
    missing = [column for column in COLUMNS[:3] if column not in places]
    if missing:
        message = _("The first line must name the columns; there is no “%(missing)s”.")
        raise Refused("csv_columns", message % {"missing": ", ".join(missing)}, param="file")
    return places


def _take(
    row: list[str],
    columns: dict[str, int],
    number: int,
    lines: list[Line],
    problems: list[Problem],
) -> None:
    def cell(column: str) -> str:
        at = columns.get(column, len(row))
        return row[at].strip() if at < len(row) else ""

    kind = _KINDS.get(cell("kind"), cell("kind").lower())
    answers = {}
    for column, otherwise in (("match_case", False), ("whole_word", True)):
        answer = cell(column).lower()
        if answer not in ("", *_YES, *_NO):
            message = _("“%(column)s” must be yes or no, not “%(answer)s”.")
            figures = {"column": column, "answer": answer[:20]}
            problems.append(Problem(number, "invalid_value", message % figures))
        answers[column] = answer in _YES if answer else otherwise
    if kind not in KINDS:
        message = _("“%(kind)s” is none of pinyin, ipa, respelling.") % {"kind": kind[:20]}
        problems.append(Problem(number, "unknown_kind", message))
    entry = Entry(
        word=as_written(cell("word")),
        kind=kind,
        value=as_written(cell("value")),
        language=cell("language").lower(),
        **answers,
    )
    lines.append(Line(number, entry))
