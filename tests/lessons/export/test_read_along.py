"""The page to read along: what is in the file, and that it needs nothing else."""

import base64
import hashlib
import io
import re
import tracemalloc
from dataclasses import replace
from html.parser import HTMLParser

import av

from config import ROOT
from lessons.export.lesson import silence
from lessons.export.read_along.page import Look, write_read_along
from lessons.export.spoken import SpokenLesson
from synthesis.aigc.label import labels_in
from tests.lessons.export.spoken import LESSON, RATE, line, tone

WORDING = [
    *("untitled", "label", "contents", "player", "play", "pause"),
    *("back", "on", "speed", "place", "noscript"),
]
LABEL = '{"AIGC": {"Label": "1", "ContentProducer": "O\'Neill & Co", "ProduceID": "x"}}'
LOOK = Look(
    style=(ROOT / "static/read_along.css").read_text(),
    script=(ROOT / "static/js/read_along.js").read_text(),
    wording={name: f"<{name}>" for name in WORDING},
    language="zh-Hans",
)


def written(lesson: SpokenLesson = LESSON) -> str:
    audio, out = io.BytesIO(), io.BytesIO()
    write_read_along(lesson, look=LOOK, tags={"AIGC": LABEL}, audio=audio, out=out)
    return out.getvalue().decode()


class Elements(HTMLParser):
    """All elements with their attributes; those that are still open at the end are in `open`."""

    VOID = ("meta", "input", "path", "br")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict]] = []
        self.open: list[str] = []
        self.texts: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open:
            self.texts[self.open[-1]] = self.texts.get(self.open[-1], "") + data


def lines_of(html: str) -> dict[str, dict]:
    """Attributes of the elements with an id of a line."""
    found = Elements(html).found
    return {each["id"]: each for _tag, each in found if each.get("id", "").startswith("line-")}


def test_the_file_asks_nobody_for_anything():
    html = written()
    for _tag, attributes in Elements(html).found:
        assert not {"src", "srcset", "data", "action", "style"} & set(attributes)
        assert attributes.get("href", "#").startswith("#")
        assert not [name for name in attributes if name.startswith("on")]
    assert not re.findall(r"(?:https?:)?//[a-z0-9]", LOOK.style)
    assert not re.findall(r"\b(?:fetch|XMLHttpRequest|WebSocket|import)\b *\(", LOOK.script)
    assert "url(" not in LOOK.style and "@import" not in LOOK.style


def test_the_policy_allows_its_own_script_and_style_alone():
    html = written()
    metas = [each for tag, each in Elements(html).found if tag == "meta"]
    [policy] = [each["content"] for each in metas if "http-equiv" in each]
    directives = dict(each.split(" ", 1) for each in policy.split("; "))
    assert directives.pop("default-src") == directives.pop("base-uri") == "'none'"
    assert directives.pop("form-action") == "'none'" and directives.pop("media-src") == "blob:"
    for name, pattern in (("style", "<style>(.*?)</style>"), ("script", '"module">(.*?)</script>')):
        [text] = re.findall(pattern, html, re.DOTALL)
        named = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert directives.pop(f"{name}-src") == f"'sha256-{named}'"
    assert not directives
    assert html.index("http-equiv") < html.index("<style>") < html.index("<script")


def test_all_text_is_there_and_none_of_it_is_markup():
    page = Elements(written())
    assert page.open == []
    assert page.texts["title"] == page.texts["h1"] == 'Rivers & "seas" <b>'
    text = page.texts["span"]
    for word in ("<i>heron</i>", "🙂", "Really?", "هذا", "等"):
        assert word in text
    assert page.texts["b"] == "AnnaBen <x>"
    assert [tag for tag, _each in page.found].count("i") == 0
    assert "<label>" in page.texts["p"]


def test_lines_have_their_languages_directions_and_times():
    html = written()
    lines = lines_of(html)
    assert list(lines) == ["line-head01", *(f"line-line0{n}" for n in (1, 2)), "line-head02",
                           "line-line03", "line-line04"]  # fmt: skip
    assert lines["line-line03"]["lang"] == "zh-Hans" and lines["line-line01"]["lang"] == "en"
    assert {each["dir"] for each in lines.values()} == {"auto"}
    assert [lines[f"line-line0{n}"]["data-start"] for n in (1, 2, 3)] == ["3000", "8000", "13500"]
    assert '<span data-from="1500" data-to="3000">stands</span>' in html
    assert '<span data-from="0" data-to="1500">🙂</span>' in html
    assert html.count('<a href="#line-head0') == 2


def test_the_audio_is_whole_and_as_long_as_the_page_says():
    html = written()
    blocks = re.findall(r'<script type="text/plain" data-audio="audio/mpeg">(.*?)</script>', html)
    data = b"".join(map(base64.b64decode, blocks))
    with av.open(io.BytesIO(data)) as container:
        seconds = sum(frame.samples / frame.sample_rate for frame in container.decode(audio=0))
    [most] = re.findall(r'max="(\d+)"', html)
    assert abs(seconds * 1000 - int(most)) < 60
    assert int(most) == LESSON.ms


def test_the_label_is_in_the_page_and_in_its_audio():
    html = written()
    assert "O&#39;Neill &amp; Co" in html
    plain = LABEL.replace("O'Neill & Co", "Lectern")
    audio, out = io.BytesIO(), io.BytesIO()
    write_read_along(LESSON, look=LOOK, tags={"AIGC": plain}, audio=audio, out=out)
    for data in (out.getvalue(), audio.getvalue()):
        [label] = labels_in(data)
        assert label["ContentProducer"] == "Lectern"


def test_lengths_are_not_rounded_line_by_line():
    """A sound is counted in whole milliseconds, rounded up: 400 of them would be 200 ms late."""
    short = replace(line("line00", "Hm.", 0), ms=11, pcm=tone(10.5))
    lines = [replace(short, key=f"line{n:03}") for n in range(400)]
    starts = lines_of(written(SpokenLesson("", lines, RATE)))
    assert starts["line-line399"]["data-start"] == str(round(399 * 10.5))


def test_a_long_lesson_is_written_block_by_block(tmp_path):
    minutes = 10
    long = replace(LESSON.lines[1], pcm=lambda: silence(minutes * 60 * RATE))
    with (tmp_path / "a").open("w+b") as audio, (tmp_path / "page").open("w+b") as out:
        tracemalloc.start()
        lesson = SpokenLesson("Long", [long], RATE)
        write_read_along(lesson, look=LOOK, tags={}, audio=audio, out=out)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        size = out.tell()
    assert size > minutes * 60 * 8_000 * 4 / 3
    assert most < 4 * 2**20 < size
