"""The pages of the book: contents, chapters, and what the book is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from lessons.export.chapters import Chapter
from lessons.export.epub.words import line_id, marked, word_id
from lessons.export.epub.xml import text
from lessons.export.lesson import Lesson, Line
from lessons.export.names import UNTITLED
from lessons.export.read_along.markup import LANGUAGE_TAGS
from lessons.export.wording import said

if TYPE_CHECKING:
    from lessons.export.epub.book import Part

ACTIVE = "-epub-media-overlay-active"
STYLE = f""".{ACTIVE} {{ background: #ffe08a; color: #000; }}
.speaker {{ font-weight: bold; }}
"""


def chapter(lesson: Lesson, chapter: Chapter) -> str:
    """A chapter's text; every line, and every word whose time is known, has a name."""
    body = "".join(_body(lesson, chapter))
    return _page(lesson, chapter.title, f"<section>\n{body}</section>")


def contents(lesson: Lesson, parts: Sequence[Part]) -> str:
    """The table of contents."""
    entries = "".join(
        f'<li><a href="{part.name}.xhtml">{text(part.chapter.title)}</a></li>\n' for part in parts
    )
    title = text(said("contents", lesson.language))
    about = f'<li><a href="about.xhtml">{text(said("about", lesson.language))}</a></li>'
    body = (
        f'<nav epub:type="toc" id="toc">\n<h1>{title}</h1>\n<ol>\n{entries}{about}\n</ol>\n</nav>'
    )
    return _page(lesson, said("contents", lesson.language), body)


def about(lesson: Lesson) -> str:
    """The page at the end that says who speaks."""
    title = said("about", lesson.language)
    made_by = said("made_by", lesson.language, made_by=lesson.made_by)
    body = (
        f"<h1>{text(title)}</h1>\n<p>{text(lesson.title or UNTITLED)}</p>\n<p>{text(made_by)}</p>"
    )
    return _page(lesson, title, f'<section epub:type="colophon">\n{body}\n</section>')


def _body(lesson: Lesson, chapter: Chapter) -> Iterator[str]:
    lines = [line for line in chapter.lines if line.text]
    if not lines or not lines[0].level:
        yield f"<h1>{text(chapter.title)}</h1>\n"
    speaker: str | None = None  # of the paragraph that is open
    for number, line in enumerate(lines):
        if speaker is not None and (line.level or line.speaker != speaker):
            yield "</p>\n"
            speaker = None
        if line.level:
            tag = "h2" if number else "h1"
            yield f"<{tag}>{_line(line)}</{tag}>\n"
            continue
        if speaker is None:
            yield "<p>"
            if line.speaker:
                yield f'<span class="speaker">{text(line.speaker)}</span> '
            speaker = line.speaker
        yield _line(line) + ("" if line.language == "zh" else " ")
        if line.ends_paragraph:
            yield "</p>\n"
            speaker = None
    if speaker is not None:
        yield "</p>\n"


def _line(line: Line) -> str:
    done, parts = 0, []
    for number, word in enumerate(marked(line)):
        parts.append(text(line.text[done : word.start]))
        said = text(line.text[word.start : word.end])
        parts.append(f'<span id="{word_id(line, number)}">{said}</span>')
        done = word.end
    parts.append(text(line.text[done:]))
    language = f'lang="{LANGUAGE_TAGS[line.language]}" xml:lang="{LANGUAGE_TAGS[line.language]}"'
    return f'<span id="{line_id(line)}" {language}>{"".join(parts)}</span>'


def _page(lesson: Lesson, title: str, body: str) -> str:
    language = LANGUAGE_TAGS[lesson.language]
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" \
lang="{language}" xml:lang="{language}">
<head>
<title>{text(title)}</title>
<link rel="stylesheet" type="text/css" href="style.css"/>
</head>
<body>
{body}
</body>
</html>
"""
