"""Writes documents as people's programs do: with the writing side of libraries that the readers
do not use, and by hand where those can't write what is to be read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

import docx
import fpdf
import pptx
from docx.document import Document as WordDocument
from odf import office, opendocument, table, text
from pptx.presentation import Presentation

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CHINESE = "尼罗河是世界上最长的河流。它流经十一个国家。"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63"
    "60606060000000050001a5f645400000000049454e44ae426082"
)


def word(fill: Callable[[WordDocument], object]) -> bytes:
    """A Word document that `fill` writes into."""
    document = docx.Document()
    fill(document)
    return _saved(document.save)


def slides(fill: Callable[[Presentation], object]) -> bytes:
    """A presentation that `fill` adds slides to."""
    presentation = pptx.Presentation()
    fill(presentation)
    return _saved(presentation.save)


def add_slide(presentation: Presentation, title: str, body: str, notes: str = "") -> object:
    """Add a slide with a title, text and notes."""
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text = title
    slide.placeholders[1].text = body
    if notes:
        slide.notes_slide.notes_text_frame.text = notes
    return slide


def open_document(fill: Callable[[office.Text], object]) -> bytes:
    """An OpenDocument text that `fill` writes into."""
    document = opendocument.OpenDocumentText()
    fill(document)
    return _saved(document.write)


def lesson_in_odt(document: opendocument.OpenDocumentText) -> None:
    """A heading, a paragraph, a list, a table."""
    document.text.addElement(text.H(outlinelevel=1, text="Rivers"))
    document.text.addElement(text.P(text="The Nile is long. " + CHINESE))
    items = text.List()
    for each in ("Amazon", "Yangtze"):
        item = text.ListItem()
        item.addElement(text.P(text=each))
        items.addElement(item)
    document.text.addElement(items)
    rows = table.Table()
    row = table.TableRow()
    for each in ("Nile", "6650 km"):
        cell = table.TableCell()
        cell.addElement(text.P(text=each))
        row.addElement(cell)
    rows.addElement(row)
    document.text.addElement(rows)


def pdf(fill: Callable[[fpdf.FPDF], object], **protection: str) -> bytes:
    """A PDF that `fill` writes into."""
    document = fpdf.FPDF()
    document.set_font("helvetica", size=11)
    if protection:
        document.set_encryption(**protection)
    fill(document)
    return bytes(document.output())


def write_page(document: fpdf.FPDF, heading: str, *paragraphs: str, foot: str = "") -> None:
    """A page with a heading, paragraphs, and something at its foot."""
    document.add_page()
    document.set_font("helvetica", size=20)
    document.cell(0, 12, heading, new_x="LMARGIN", new_y="NEXT")
    document.set_font("helvetica", size=11)
    for paragraph in paragraphs:
        document.multi_cell(0, 6, paragraph, new_x="LMARGIN", new_y="NEXT")
    if foot:
        document.set_y(-25)
        document.cell(0, 10, foot)


def archive(parts: Mapping[str, str | bytes], *, compressed: bool = True) -> bytes:
    """An archive of these parts."""
    out = io.BytesIO()
    method = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
    with zipfile.ZipFile(out, "w", method) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def changed(data: bytes, **parts: str | bytes) -> bytes:
    """The archive with other contents of the parts whose names, with `__` for `/`, are given."""
    new = {name.replace("__", "/"): content for name, content in parts.items()}
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        kept = {name: file.read(name) for name in file.namelist() if name not in new}
    return archive({**kept, **new})


def book(chapters: Mapping[str, str], **parts: str | bytes) -> bytes:
    """An EPUB with these chapters, by the names of their files."""
    items = "".join(
        f'<item id="c{at}" href="{name}" media-type="application/xhtml+xml"'
        f"{' properties=' + chr(34) + 'nav' + chr(34) if name.startswith('nav') else ''}/>"
        for at, name in enumerate(chapters)
    )
    spine = "".join(f'<itemref idref="c{at}"/>' for at, _ in enumerate(chapters))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="i">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>A book</dc:title>'
        f"</metadata><manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">'
        '<rootfiles><rootfile full-path="OEBPS/book.opf" '
        'media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    pages = {f"OEBPS/{name}": xhtml(body) for name, body in chapters.items()}
    new = {name.replace("__", "/"): content for name, content in parts.items()}
    return archive(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": container,
            "OEBPS/book.opf": package,
            **pages,
            **new,
        }
    )


def xhtml(body: str) -> str:
    """A chapter with this body."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html>'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
        f"<head><title>Chapter</title><style>p {{ color: red }}</style></head><body>{body}</body>"
        "</html>"
    )


def word_by_hand(body: str, **parts: str | bytes) -> bytes:
    """A Word document with this XML in its body."""
    document = f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    return changed(word(lambda document: None), **{"word__document.xml": document}, **parts)


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    out = io.BytesIO()
    save(out)
    return out.getvalue()
