"""The HTML of a lesson's lines and of the player's controls, for a file and for shared pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import accumulate

from lessons.document import PAUSE
from lessons.export.spoken import SpokenLine
from synthesis.text.lines import HEADING

RATES = (0.5, 0.75, 1, 1.25, 1.5, 2)
LANGUAGE_TAGS = {"zh": "zh-Hans", "en": "en"}


def starts_of(lines: Sequence[SpokenLine]) -> list[int]:
    """When each line begins to be heard, in milliseconds, by the rounded lengths of sounds."""
    return [0, *accumulate(line.ms + line.pause_ms for line in lines)][: len(lines)]


def contents(lines: Sequence[SpokenLine], wording: Mapping[str, str]) -> str:
    """The headings as links to their places; "" where there is none."""
    entries = [
        f'<li><a href="#line-{line.key}" {_spoken_in(line)}>{escape(line.text)}</a></li>'
        for line in lines
        if line.kind == HEADING and line.text
    ]
    if not entries:
        return ""
    summary = escape(wording["contents"])
    return (
        f'<nav class="contents"><details><summary>{summary}</summary>'
        f"<ol>{''.join(entries)}</ol></details></nav>"
    )


def article(
    lines: Sequence[SpokenLine], starts: Sequence[int], *, with_sounds: bool = False
) -> Iterator[str]:
    """The text in paragraphs; `starts` say when each line begins to be heard, in milliseconds.

    A line has `data-start` and `data-ms`, its words `data-from` and `data-to` within it; lines
    without a sound have none of these. With `with_sounds`, `data-key` and `data-sound` name the
    line and its sound, for pages that fetch them one by one.
    """
    open_with: str | None = None  # the speaker of the paragraph that is open
    for line, start in zip(lines, starts, strict=True):
        if line.kind == PAUSE or not line.text:
            continue
        if open_with is not None and (line.kind == HEADING or line.speaker != open_with):
            yield "</p>\n"
            open_with = None
        if line.kind == HEADING:
            yield f'<h2 id="line-{line.key}" dir="auto">{_line(line, start, with_sounds)}</h2>\n'
            continue
        if open_with is None:
            yield '<p dir="auto">'
            if line.speaker:
                yield f'<b class="speaker" dir="auto">{escape(line.speaker)}</b> '
        yield _line(line, start, with_sounds) + ("" if line.language == "zh" else " ")
        open_with = line.speaker
        if line.ends_paragraph:
            yield "</p>\n"
            open_with = None
    if open_with is not None:
        yield "</p>\n"


def controls(wording: Mapping[str, str], ms: int) -> str:
    """The player of `ms` milliseconds. It is hidden until its script has begun."""
    said = {name: escape(text) for name, text in wording.items()}
    rates = "".join(
        f'<option value="{rate}"{" selected" if rate == 1 else ""}>{rate}×</option>'
        for rate in RATES
    )
    return f"""<section class="player" aria-label="{said["player"]}" hidden>
<p class="says" role="status"></p>
<label class="place"><span class="unseen">{said["place"]}</span>
<input type="range" min="0" max="{max(1, ms)}" step="any" value="0"></label>
<span class="time"></span>
<div class="buttons">
<button type="button" data-does="back" aria-label="{said["back"]}">{_ICONS["back"]}</button>
<button type="button" data-does="toggle" aria-label="{said["play"]}" data-play="{said["play"]}" \
data-pause="{said["pause"]}">{_ICONS["play"]}{_ICONS["pause"]}</button>
<button type="button" data-does="on" aria-label="{said["on"]}">{_ICONS["on"]}</button>
<label><span class="unseen">{said["speed"]}</span><select>{rates}</select></label>
</div>
</section>
"""


_SHAPES = {
    "back": "M18 6 10 12l8 6zM6 6v12",
    "on": "m6 6 8 6-8 6zM18 6v12",
    "play": "M7 4.5v15L19.5 12z",
    "pause": "M8 5v14M16 5v14",
}
_ICONS = {
    name: f'<svg class="{name}" viewBox="0 0 24 24" aria-hidden="true"><path d="{shape}"/></svg>'
    for name, shape in _SHAPES.items()
}


def _line(line: SpokenLine, start: int, with_sounds: bool) -> str:
    timed = f' data-start="{start}" data-ms="{line.ms}"' if line.digest else ""
    if line.digest and with_sounds:
        timed += f' data-key="{line.key}" data-sound="{line.digest}"'
    at = "" if line.kind == HEADING else f' id="line-{line.key}"'
    return f'<span class="line"{at} {_spoken_in(line)}{timed}>{_words(line)}</span>'


def _words(line: SpokenLine) -> str:
    text, done, parts = line.text, 0, []
    for word in line.words:
        if word.start < done:
            continue
        parts.append(escape(text[done : word.start]))
        parts.append(
            f'<span data-from="{word.start_ms}" data-to="{word.end_ms}">'
            f"{escape(text[word.start : word.end])}</span>"
        )
        done = word.end
    return "".join([*parts, escape(text[done:])])


def _spoken_in(line: SpokenLine) -> str:
    return f'lang="{LANGUAGE_TAGS[line.language]}" dir="auto"'
