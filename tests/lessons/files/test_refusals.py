"""Files that can't be read are refused with a clear sentence, and nothing is left behind."""

from __future__ import annotations

import io
import string
import subprocess
import sys
import zipfile
from collections.abc import Iterator

import fpdf
import psutil
import pypdf
import pytest

from config import ROOT
from lessons.files import REFUSALS, FileLimits, FileRefused, read
from tests.lessons.files.writing import (
    PNG,
    WORD,
    archive,
    book,
    changed,
    lesson_in_odt,
    open_document,
    pdf,
    word,
    word_by_hand,
    write_page,
)

OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
BILLION_LAUGHS = (
    '<!DOCTYPE w [<!ENTITY a "ha ha ha ha ha ha ha ha ha ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 20}">' for a, b in zip("abcdefg", "bcdefgh", strict=True))
    + "]>"
)


@pytest.fixture(autouse=True)
def no_child_is_left() -> Iterator[None]:
    before = set(psutil.Process().children())
    yield
    assert set(psutil.Process().children()) <= before


def refusal_of(data: bytes, **more: FileLimits) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        read(data, **more)
    assert "{" not in str(caught.value)
    return caught.value


def document(body: str, before: str = "") -> str:
    return f'{before}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'


def with_xml(text: str | bytes) -> bytes:
    return changed(word(lambda document: None), **{"word__document.xml": text})


def test_nothing_and_too_much():
    assert refusal_of(b"").code == "empty"
    assert refusal_of(b" \n ").code == "nothing_to_read"
    refusal = refusal_of(b"a" * 1001, limits=FileLimits(max_bytes=1000))
    assert refusal.code == "too_large"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (OLD_OFFICE, "unsupported"),
        (OLD_OFFICE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"{\\rtf1\\ansi Hello}", "unsupported"),
        (PNG, "unsupported"),
        (b"\x1f\x8b\x08" + bytes(50), "unsupported"),
        (b"<?xml version='1.0'?><svg/>", "unsupported"),
        (archive({"a.txt": "Hello."}), "unsupported"),
        (archive({"[Content_Types].xml": "<Types/>"}), "damaged"),
        (bytes(range(256)) * 20, "not_a_document"),
        (b"%PDF-1.7\nnothing", "damaged"),
        (b"PK\x03\x04" + bytes(200), "damaged"),
    ],
)
def test_other_kinds_of_files(data, code):
    assert refusal_of(data).code == code


def test_protected_files():
    def fill(document):
        write_page(document, "Rivers", "Long.")

    locked = pdf(fill, owner_password="x", user_password="y")
    assert refusal_of(locked).code == "encrypted"
    strong = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(fill)))
    strong.encrypt("secret", algorithm="AES-256")
    out = io.BytesIO()
    strong.write(out)
    assert refusal_of(out.getvalue()).code == "encrypted"

    encrypted = '<encryption><CipherReference URI="OEBPS/a.xhtml"/></encryption>'
    protected = book({"a.xhtml": "<p>x</p>"}, **{"META-INF__encryption.xml": encrypted})
    assert refusal_of(protected).code == "encrypted"

    manifest = "<manifest><file-entry><encryption-data/></file-entry></manifest>"
    odt = changed(open_document(lesson_in_odt), **{"META-INF__manifest.xml": manifest})
    assert refusal_of(odt).code == "encrypted"

    data = bytearray(word(lambda document: document.add_paragraph("One.")))
    for entry in (b"PK\x01\x02", b"PK\x03\x04"):
        at, offset = data.find(entry), 8 if entry == b"PK\x01\x02" else 6
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(entry, at + 1)
    assert refusal_of(bytes(data)).code == "encrypted"


def test_a_scanned_pdf_says_that_it_needs_recognition():
    def fill(document: fpdf.FPDF) -> None:
        document.add_page()
        document.image(io.BytesIO(PNG), w=100)

    refusal = refusal_of(pdf(fill))
    assert refusal.code == "scanned" and "OCR" in str(refusal)
    assert refusal_of(pdf(lambda document: document.add_page())).code == "nothing_to_read"


def test_too_many_pages_and_letters():
    def fill(document: fpdf.FPDF) -> None:
        for _ in range(4):
            write_page(document, "Rivers", "Long.")

    refusal = refusal_of(pdf(fill), limits=FileLimits(max_pages=3))
    assert (refusal.code, refusal.figures) == ("too_many_pages", {"pages": 4, "max_pages": 3})
    assert refusal_of(b"word " * 300, limits=FileLimits(max_characters=1000)).code == "too_long"


@pytest.mark.parametrize(
    "before",
    [
        BILLION_LAUGHS,
        '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE w [<!ENTITY % a SYSTEM "http://127.0.0.1/x.dtd">%a;]>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_not_followed(before, encoding):
    name = "h" if before == BILLION_LAUGHS else "a"
    said = "" if "%" in before else f"&{name};"
    text = document(f"<w:p><w:r><w:t>One {said}</w:t></w:r></w:p>", before)
    declared = f'<?xml version="1.0" encoding="{encoding}"?>'
    assert refusal_of(with_xml((declared + text).encode(encoding))).code == "entities"


def test_an_outer_document_type_is_not_loaded():
    text = document("<w:p><w:r><w:t>One.</w:t></w:r></w:p>", '<!DOCTYPE w SYSTEM "/etc/passwd">')
    assert [block.text for block in read(with_xml(text)).blocks] == ["One."]


def test_nesting_has_an_end():
    deep = document("<w:ins>" * 5_000 + "</w:ins>" * 5_000)
    assert refusal_of(with_xml(deep)).code == "too_deep"
    page = b"<!doctype html><p>One.</p>" + b"<div>" * 100_000 + b"deep" + b"</div>" * 100_000
    assert read(page).blocks[0].text == "One."
    quoted = b"> " * 50_000 + b"deep\n\nOne.\n"
    try:
        assert any(block.text == "One." for block in read(quoted, name="a.md").blocks)
    except FileRefused as refusal:
        assert refusal.code == "timeout"


def bomb(megabytes: int) -> bytes:
    """A Word document of which one part unpacks to so many zeros."""
    out = io.BytesIO(word(lambda document: document.add_paragraph("One.")))
    with zipfile.ZipFile(out) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
        with file.open("word/styles.xml", "w") as part:
            for _ in range(megabytes):
                part.write(bytes(1_000_000))
    return out.getvalue()


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_bombs_are_not_unpacked():
    data = bomb(60)
    assert len(data) < 150_000 and refusal_of(data).code == "unpacks_too_large"
    many = archive({f"part{at}": "" for at in range(10_001)})
    assert refusal_of(many).code == "unpacks_too_large"
    letters = with_xml(document(f"<w:p><w:r><w:t>{'a ' * 2_000_000}</w:t></w:r></w:p>"))
    assert len(letters) < 100_000 and refusal_of(letters).code == "too_long"


def test_time_and_memory_have_an_end():
    many = document("<w:p/>" * 3_000_000)
    limits = FileLimits(memory_bytes=400 << 20)
    assert refusal_of(with_xml(many), limits=limits).code in ("timeout", "damaged")
    slow = word_by_hand("<w:p><w:r><w:t>One.</w:t></w:r></w:p>" * 150_000)
    assert refusal_of(slow, limits=FileLimits(cpu_seconds=1)).code == "timeout"
    assert refusal_of(b"One.", limits=FileLimits(wall_seconds=0.01)).code == "timeout"


def test_a_file_that_was_cut_off_is_damaged():
    for whole in (word(lambda document: document.add_paragraph("One.")), book({"a": "<p>x</p>"})):
        assert refusal_of(whole[: len(whole) // 2]).code == "damaged"


def test_sentences_name_figures_that_are_given():
    figures = {
        "too_large": {"megabytes", "max_megabytes"},
        "unsupported": {"kind"},
        "too_many_pages": {"pages", "max_pages"},
        "too_long": {"max_characters"},
        "too_long.lines": {"lines", "max_lines"},
    }
    for reason, sentence in REFUSALS.items():
        named = {name for _text, name, _spec, _conversion in string.Formatter().parse(sentence)}
        assert named - {None} == figures.get(reason, set()), reason


def test_web_processes_do_not_load_the_parsers():
    code = "import sys, lessons.files, lessons.material; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    loaded = {name.partition(".")[0] for name in ran.stdout.split()}
    assert "lessons" in loaded and not loaded & {"lxml", "pypdf", "markdown_it"}
