"""Names of files that come from titles are good everywhere, and lead nobody astray."""

import re
import unicodedata
from email.message import Message
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.export.names import LONGEST_BYTES, disposition, file_name, first_words, stem

FAMILY = "👨‍👩‍👧‍👦"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("第三课：河流", "第三课：河流.mp3"),
        ("Unit 3: Rivers/Lakes", "Unit 3- Rivers-Lakes.mp3"),
        (r"..\..\etc\passwd", "etc-passwd.mp3"),
        ("../../etc/passwd", "etc-passwd.mp3"),
        ('What is "it"? <b>*</b>', "What is it b-b.mp3"),
        ("Party 🎉🎉", "Party 🎉🎉.mp3"),
        (FAMILY, f"{FAMILY}.mp3"),
        ("", "Lesson.mp3"),
        ("???", "Lesson.mp3"),
        (" . ", "Lesson.mp3"),
        ("CON", "_CON.mp3"),
        ("nul.old", "_nul.old.mp3"),
        ("Lpt1 ", "_Lpt1.mp3"),
        ("COM²", "_COM².mp3"),
        ("Console", "Console.mp3"),
        (".hidden", "hidden.mp3"),
        ("-rf all", "rf all.mp3"),
        ("ends with dots...", "ends with dots.mp3"),
        ("bill\u202egpj.exe", "billgpj.exe.mp3"),
        ("a\u200bb\ufeffc", "abc.mp3"),
        ("one\ntwo\ttabs\x00\x07", "one two tabs.mp3"),
        ("Cafe\u0301", "Caf\u00e9.mp3"),
    ],
)
def test_a_name_of_a_title(title, name):
    assert file_name(title, "mp3") == name


def test_a_long_name_is_cut_between_whole_characters():
    assert file_name("课" * 300, "mp3") == "课" * (LONGEST_BYTES // 3) + ".mp3"
    assert len(file_name("x" * 300, "m4b")) == LONGEST_BYTES + 4
    for count in range(12):
        cut = stem("x" * count + FAMILY * 20)
        assert set(cut.removeprefix("x" * count).split(FAMILY)) == {""}
    letters = "e\u0323\u0307" * 100
    assert unicodedata.normalize("NFC", letters).startswith(stem(letters))
    assert len(stem(letters)) % len(unicodedata.normalize("NFC", "e\u0323\u0307")) == 0


@given(st.text(max_size=300))
def test_any_text_makes_a_name_that_any_system_takes(title):
    name = file_name(title, "mp3")
    base = name.removesuffix(".mp3")
    assert base and len(base.encode()) <= LONGEST_BYTES + 1
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]', name)
    assert base == base.strip(" .")
    assert not re.fullmatch(r"(?i)con|prn|aux|nul|com\d|lpt\d", base.partition(".")[0])
    header = disposition(name)
    assert header.isascii() and "\n" not in header
    assert _named(header) == name


def _named(header: str) -> str:
    """The name as a browser reads it: `filename*` goes before `filename`."""
    message = Message()
    message["Content-Disposition"] = header
    if found := re.search(r"filename\*=UTF-8''(\S+)\Z", header):
        return unquote(found[1])
    name = message.get_filename()
    assert name is not None
    return name


def test_the_header_has_a_plain_name_for_old_clients():
    header = disposition("第 3 课 Rivers.mp3")
    assert header.startswith("attachment; filename=\"3 Rivers.mp3\"; filename*=UTF-8''%E7%AC%AC")
    assert disposition("河流.mp3").startswith('attachment; filename="Lesson.mp3"; ')
    assert disposition("Rivers.srt", attached=False) == 'inline; filename="Rivers.srt"'


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Good morning.", "Good morning"),
        ("Open your books at page twelve, please, and read on.", "Open your books at page twelve"),
        ("请同学们打开课本，翻到第十二页，然后一起朗读。", "请同学们打开课本，翻"),
        ("…", "…"),
        ("?", ""),
    ],
)
def test_the_first_words_of_a_line(text, name):
    assert first_words(text) == name
