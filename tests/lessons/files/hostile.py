"""Makes 300 damaged and hostile documents of every kind, from one seed.

A name says what was done: `docx-bits-12` is a Word document with flipped bits, `docx-inner-13` one
whose XML was damaged and packed again.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import numpy as np

from tests.lessons.files.writing import (
    CHINESE,
    WORD,
    add_slide,
    archive,
    book,
    changed,
    lesson_in_odt,
    open_document,
    pdf,
    slides,
    word,
    write_page,
)
from tests.voices.decode.hostile import (
    bits,
    cut_off,
    disguised,
    header,
    holes,
    noise,
    polyglot,
    repeated,
    stuffed,
)

COUNT = 300
SEED = 20_262
MAIN = {
    "docx": "word/document.xml",
    "pptx": "ppt/slides/slide1.xml",
    "odt": "content.xml",
    "epub": "OEBPS/a.xhtml",
}


def inner(data: bytes, chance: np.random.Generator) -> bytes:
    """Damage the document's own XML, and pack it again."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        main = next(each for each in MAIN.values() if each in file.namelist())
        damage = (cut_off, bits, holes, repeated, noise)[int(chance.integers(5))]
        return changed(data, **{main: damage(file.read(main), chance)})


def swapped(data: bytes, chance: np.random.Generator) -> bytes:
    """Give parts of the archive each other's contents."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        names = file.namelist()
        order = chance.permutation(len(names))
        parts = {
            name: file.read(names[order[at]]) if chance.integers(2) else file.read(name)
            for at, name in enumerate(names)
        }
    return archive(parts)


BYTES = (cut_off, bits, header, holes, stuffed, repeated, polyglot, disguised, noise)
PACKED = (inner, cut_off, swapped, bits, inner, header, holes, inner, polyglot)


def whole_files() -> dict[str, bytes]:
    """A good file of each kind."""

    def paragraphs(document):
        document.add_heading("Rivers", 1)
        for _ in range(5):
            document.add_paragraph(f"The Nile is long. {CHINESE}")

    def pages(document):
        for each in ("One", "Two"):
            write_page(document, each, "The Nile is long. " * 20)

    return {
        "docx": word(paragraphs),
        "epub": book({"a.xhtml": f"<h1>One</h1><p>{CHINESE}</p>" * 5}),
        "html": f"<!doctype html><h1>One</h1><p>{CHINESE}</p>".encode() * 5,
        "md": f"# One\n\n{CHINESE}\n\n- a\n- b\n\n| a | b |\n|---|---|\n| 1 | 2 |\n".encode() * 5,
        "odt": open_document(lesson_in_odt),
        "pdf": pdf(pages),
        "pptx": slides(lambda show: add_slide(show, "Rivers", "Nile\nAmazon", "Ask.")),
        "srt": b"1\n00:00:01,000 --> 00:00:02,000\nThe Nile\nis long.\n\n" * 5,
        "txt": f"The Nile is long.\n{CHINESE}\n".encode() * 5,
    }


def traps() -> Iterator[tuple[str, bytes]]:
    """Small files that unpack, nest, refer or repeat without end."""
    empty = word(lambda document: None)
    main = "word/document.xml"
    zeros = archive({main: bytes(30_000_000)})
    yield "trap-zeros", changed(empty, **{main: bytes(30_000_000)})
    yield "trap-archives", archive({f"{at}.zip": zeros for at in range(100)})
    yield "trap-deep", changed(empty, **{main: b"<a>" * 1_000_000})
    attributes = " ".join(f'a{at}="x"' for at in range(200_000))
    yield "trap-attributes", changed(empty, **{main: f"<a {attributes}/>"})
    yield (
        "trap-styles",
        changed(
            empty,
            **{"word/styles.xml": f'<w:styles xmlns:w="{WORD}">{_circle(20_000)}</w:styles>'},
        ),
    )
    outside = "../" * 50 + "etc/passwd"
    yield "trap-paths", book({outside: "<p>x</p>"})
    yield "trap-links", book({"a.xhtml": '<p>x</p><img src="http://127.0.0.1:9/"/>'})
    yield "trap-spine", book({f"c{at}.xhtml": "" for at in range(3_000)})
    yield "trap-tags", b"<html>" + b"<b><i>" * 200_000
    yield "trap-brackets", b"# T\n\n" + b"[" * 200_000
    yield "trap-stars", b"*a **b " * 50_000
    yield "trap-cues", b"1\n00:00:01,000 --> 00:00:02,000\n" * 50_000
    yield "trap-line", b"a" * 900_000
    yield "trap-names", b"Anna: a\nTom: b\n" * 40_000
    objects = b"".join(
        b"%d 0 obj<</Kids[%d 0 R]>>endobj\n" % (n, n % 99 + 1) for n in range(1, 100)
    )
    yield "trap-kids", b"%PDF-1.4\n" + objects + b"trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF"
    pages = b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 9999999"
    pages += b"/Kids[2 0 R 2 0 R]>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF"
    yield "trap-pages", b"%PDF-1.4\n" + pages
    yield "trap-ten-thousand-pages", _pages(10_000)
    yield "trap-huge-table", changed(empty, **{main: _huge_table(60_000)})
    outside = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w>&x;</w>'
    yield "trap-external-entity", changed(empty, **{main: outside})
    yield "trap-external-type", changed(empty, **{main: '<!DOCTYPE w SYSTEM "http://127.0.0.1/">'})
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    laughs = f'<!DOCTYPE w [<!ENTITY l0 "lol">{laughs}]><w>&l9;</w>'
    yield "trap-laughs", changed(empty, **{main: laughs})
    yield "trap-laughs-page", f"<!doctype html [{laughs}<html>&l9;".encode()
    macros = {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0" * 9_000}
    yield "trap-macros", changed(word(lambda document: document.add_paragraph("Hi.")), **macros)
    locked = pdf(
        lambda document: write_page(document, "A", "B."), user_password="x" * 9, owner_password="y"
    )
    yield "trap-password", locked
    yield "trap-picture-named-docx", b"\x89PNG\r\n\x1a\n" + bytes(9_000)
    yield "trap-sheet", archive({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<a/>"})
    yield "trap-xref", b"%PDF-1.4\nstartxref\n0\n%%EOF\n" * 20_000


def hostile_files() -> Iterator[tuple[str, bytes]]:
    """Make COUNT named files."""
    seen = set()
    for name, data in traps():
        seen.add(data)
        yield name, data
    kinds = whole_files()
    chance = np.random.default_rng(SEED)
    names = sorted(kinds)
    while (made := len(seen)) < COUNT:
        kind = names[made % len(names)]
        changes = PACKED if kind in MAIN else BYTES
        change = changes[made // len(names) % len(changes)]
        data = change(kinds[kind], chance)
        while data in seen:
            data = bits(data, chance)
        seen.add(data)
        yield f"{kind}-{change.__name__}-{made}", data


def _pages(count: int) -> bytes:
    """A PDF of that many empty pages."""
    kids = b" ".join(b"%d 0 R" % n for n in range(3, count + 3))
    pages = b"".join(
        b"%d 0 obj<</Type/Page/Parent 2 0 R>>endobj\n" % n for n in range(3, count + 3)
    )
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count " + b"%d" % count + b"/Kids[" + kids + b"]>>endobj\n" + pages
    ) + b"trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF"


def _huge_table(rows: int) -> str:
    row = "<w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc></w:tr>"
    body = f"<w:tbl>{row * rows}</w:tbl>"
    return f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'


def _circle(styles: int) -> str:
    return "".join(
        f'<w:style w:styleId="{at}"><w:basedOn w:val="{(at + 1) % styles}"/></w:style>'
        for at in range(styles)
    )
