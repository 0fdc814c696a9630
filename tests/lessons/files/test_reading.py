"""Files of every kind become headings, paragraphs, items and notes, without what nobody reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from lessons.files import Script, read
from tests.lessons.files.writing import (
    CHINESE,
    PNG,
    add_slide,
    book,
    changed,
    lesson_in_odt,
    open_document,
    pdf,
    slides,
    word,
    word_by_hand,
    write_page,
)

SAMPLES = Path(__file__).with_name("samples")
SUBRIP = """1
00:00:01,000 --> 00:00:02,500
<i>The Nile is the longest</i>

2
00:00:02,600 --> 00:00:04,000
river of all. [music]

3
00:00:09,000 --> 00:00:10,000
- It is long!
- Is it?
"""
WEB_CUES = """WEBVTT - a film

NOTE nobody reads this

intro
00:01.000 --> 00:02.000 align:start
<v Anna>Good morning.

00:02.000 --> 00:03.000
<v Tom>Hello, <b>Anna</b>.

00:03.000 --> 00:04.000
<v Tom>How are you?
"""
PAGE = """<!DOCTYPE html><html><head><title>Rivers</title><script>alert(1)</script></head><body>
<nav><a href="/">Home</a></nav><h1>Rivers &amp; lakes</h1>
<p>The <b>Nile</b> is
long.<br>Very long.</p><p hidden>Not this.</p><ul><li>Amazon</li><li>Yangtze</li></ul>
<img src="x.png" alt="x"><table>
<tr><th>River</th><th>km</th></tr><tr><td>Nile</td><td>6650</td></tr>
</table><ruby>河<rp>(</rp><rt>hé</rt></ruby><footer>Imprint</footer></body></html>"""


def texts(script: Script) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in script.blocks]


def test_word_with_headings_lists_tables_and_a_header():
    def fill(document):
        document.add_heading("Rivers", 0)
        document.add_heading("Africa", 1)
        document.add_paragraph("The Nile is long. " + CHINESE)
        document.add_paragraph("Congo", style="List Bullet")
        cells = document.add_table(1, 2).rows[0].cells
        cells[0].text, cells[1].text = "Nile", "6650 km"
        document.sections[0].header.paragraphs[0].text = "Geography, grade 5"

    script = read(word(fill), name="rivers.docx")
    assert (script.kind, script.title) == ("docx", "Rivers")
    assert texts(script) == [
        ("heading", "Rivers"),
        ("heading", "Africa"),
        ("paragraph", "The Nile is long. " + CHINESE),
        ("item", "Congo"),
        ("item", "Nile, 6650 km."),
    ]
    assert script.noticed == {"headers": 1, "tables": 1}


def test_word_reads_inserted_text_and_boxes_but_nothing_deleted_or_hidden():
    box = (
        "<w:r><w:drawing><w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p>"
        "</w:txbxContent></w:drawing></w:r>"
    )
    script = read(
        word_by_hand(
            "<w:p><w:r><w:t>Kept</w:t></w:r><w:ins><w:r><w:t> and new.</w:t></w:r></w:ins>"
            "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
            "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>"
            f'<w:r><w:footnoteReference w:id="2"/></w:r>{box}</w:p>'
            '<w:p><w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:r><w:t>Second</w:t></w:r></w:p>'
            "<w:p><w:r><w:t>One line</w:t><w:br/><w:t>and another.</w:t></w:r></w:p>"
        )
    )
    assert texts(script) == [
        ("paragraph", "Kept and new."),
        ("paragraph", "In a box."),
        ("heading", "Second"),
        ("paragraph", "One line"),
        ("paragraph", "and another."),
    ]
    assert script.noticed == {
        "deleted_text": 1,
        "hidden_text": 1,
        "footnotes": 1,
        "text_boxes": 1,
    }


def test_word_leaves_contents_pictures_and_macros_out():
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Target="vbaProject.bin" '
        'Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject"/>'
        "</Relationships>"
    )
    script = read(
        word_by_hand(
            '<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr><w:r><w:t>Rivers 3</w:t></w:r></w:p>'
            "<w:p><w:r><w:pict/><w:t>Only this.</w:t></w:r></w:p>",
            **{"word___rels__document.xml.rels": relations, "word__vbaProject.bin": b"\0\1"},
        )
    )
    assert texts(script) == [("paragraph", "Only this.")]
    assert script.noticed == {"contents": 1, "pictures": 1, "macros": 1}


def test_slides_in_order_with_titles_as_headings_and_notes_behind():
    def fill(presentation):
        add_slide(presentation, "Rivers", "Nile\nAmazon", "Ask for more.")
        slide = add_slide(presentation, "海", "大海很大。")
        slide.shapes.add_picture(__import__("io").BytesIO(PNG), 0, 0)
        add_slide(presentation, "Hidden", "no")._element.set("show", "0")

    script = read(slides(fill), name="x.pptx")
    assert texts(script) == [
        ("heading", "Rivers"),
        ("item", "Nile"),
        ("item", "Amazon"),
        ("note", "Ask for more."),
        ("heading", "海"),
        ("item", "大海很大。"),
    ]
    assert script.noticed == {"pictures": 1, "hidden_slides": 1} and script.kind == "pptx"


def test_a_slide_with_a_table_and_grouped_shapes():
    def fill(presentation):
        slide = presentation.slides.add_slide(presentation.slide_layouts[5])
        slide.shapes.title.text = "Table"
        cells = slide.shapes.add_table(1, 2, 0, 0, 9, 9).table
        cells.cell(0, 0).text, cells.cell(0, 1).text = "尼罗河", "很长"
        group = slide.shapes.add_group_shape()
        group.shapes.add_textbox(0, 0, 9, 9).text_frame.text = "In a group"

    script = read(slides(fill))
    assert texts(script) == [
        ("heading", "Table"),
        ("item", "尼罗河，很长。"),
        ("item", "In a group"),
    ]


def test_slides_without_titles_are_read_too():
    def fill(presentation):
        slide = presentation.slides.add_slide(presentation.slide_layouts[6])
        slide.shapes.add_textbox(0, 0, 9, 9).text_frame.text = "No title."

    assert texts(read(slides(fill))) == [("item", "No title.")]


def test_open_document_text():
    script = read(open_document(lesson_in_odt))
    assert script.kind == "odt"
    assert texts(script) == [
        ("heading", "Rivers"),
        ("paragraph", "The Nile is long. " + CHINESE),
        ("item", "Amazon"),
        ("item", "Yangtze"),
        ("item", "Nile, 6650 km."),
    ]


ODF = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0">'
    "<office:body><office:text>{body}</office:text></office:body></office:document-content>"
)


@pytest.mark.parametrize(
    ("body", "said", "noticed"),
    [
        (
            "<text:p>One<text:note><text:note-body><text:p>foot</text:p></text:note-body>"
            "</text:note> two<text:s/>three.<text:line-break/>Four.</text:p>",
            ["One two three.", "Four."],
            {"footnotes": 1},
        ),
        (
            "<text:table-of-content><text:index-body><text:p>x</text:p></text:index-body>"
            "</text:table-of-content><text:p>A<draw:frame><draw:text-box><text:p>In a box.</text:p>"
            "</draw:text-box></draw:frame> b.</text:p>",
            ["A b.", "In a box."],
            {"contents": 1, "text_boxes": 1},
        ),
        (
            "<text:section><text:p><text:ruby><text:ruby-base>河</text:ruby-base><text:ruby-text>"
            "hé</text:ruby-text></text:ruby>。</text:p></text:section>",
            ["河。"],
            {"pronunciations": 1},
        ),
    ],
)
def test_what_libreoffice_writes(body, said, noticed):
    data = changed(open_document(lesson_in_odt), **{"content.xml": ODF.format(body=body)})
    script = read(data)
    assert [text for _kind, text in texts(script)] == said and script.noticed == noticed


LONG = "The Nile flows through eleven countries, and it takes three months for its water to reach "
LONG += "the sea from where it springs. That is a very long way for a drop of water."


def test_a_pdf_becomes_paragraphs_and_headings_without_page_numbers():
    def fill(document):
        for number, name in enumerate(("Nile", "Congo", "Niger"), 1):
            page = (name, f"{name}! {LONG}", f"And the {name} is short.")
            write_page(document, *page, foot=f"Page {number}")

    script = read(pdf(fill))
    assert texts(script)[:3] == [
        ("heading", "Nile"),
        ("paragraph", f"Nile! {LONG}"),
        ("paragraph", "And the Nile is short."),
    ]
    assert len(script.blocks) == 9 and script.noticed == {"page_numbers": 3}


def test_a_paragraph_goes_on_over_the_end_of_a_page():
    def fill(document):
        document.add_page()
        document.multi_cell(0, 6, f"{LONG} {LONG} {LONG} and then")
        document.add_page()
        document.multi_cell(0, 6, "it arrives. The end.")

    said = " ".join(text for _kind, text in texts(read(pdf(fill))))
    assert said.endswith("and then it arrives. The end.")


def test_a_pdf_that_only_forbids_to_print_is_read():
    def fill(document):
        write_page(document, "Rivers", LONG)

    assert len(read(pdf(fill, owner_password="x")).blocks) == 2


def test_a_book_in_the_order_of_its_spine():
    script = read(
        book(
            {
                "nav.xhtml": "<h1>Contents</h1><p>One … 1</p>",
                "b.xhtml": "<h1>One</h1><p>The first.<a epub:type='noteref' href='#n'>1</a></p>"
                "<aside epub:type='footnote'>A note.</aside>",
                "a.xhtml": f"<h2>二</h2><p>{CHINESE}</p>",
            }
        )
    )
    assert (script.kind, script.title) == ("epub", "A book")
    assert texts(script) == [
        ("heading", "One"),
        ("paragraph", "The first."),
        ("heading", "二"),
        ("paragraph", CHINESE),
    ]
    assert script.noticed == {"contents": 1, "footnotes": 2}


def test_a_book_with_entities_of_web_pages_and_unclosed_tags():
    script = read(book({"a.xhtml": "<p>Caf&eacute;&nbsp;one<p>two<br>three"}))
    assert [text for _kind, text in texts(script)] == ["Café one", "two", "three"]


def test_a_book_whose_fonts_alone_are_scrambled_is_read():
    fonts = (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><EncryptedData>'
        '<CipherReference URI="OEBPS/font.ttf"/></EncryptedData></encryption>'
    )
    script = read(book({"a.xhtml": "<p>One.</p>"}, **{"META-INF__encryption.xml": fonts}))
    assert texts(script) == [("paragraph", "One.")]


def test_a_web_page():
    script = read(PAGE.encode(), name="page.txt")
    assert (script.kind, script.title) == ("html", "Rivers")
    assert texts(script) == [
        ("heading", "Rivers & lakes"),
        ("paragraph", "The Nile is long."),
        ("paragraph", "Very long."),
        ("item", "Amazon"),
        ("item", "Yangtze"),
        ("item", "River, km."),
        ("item", "Nile, 6650."),
        ("paragraph", "河"),
    ]
    assert script.noticed == {
        "pictures": 1,
        "headers": 1,
        "hidden_text": 1,
        "contents": 1,
        "pronunciations": 1,
        "tables": 1,
    }


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-16"])
def test_a_chinese_web_page_in_any_encoding(encoding):
    page = f'<html><meta charset="{encoding}"><p>{CHINESE}</p></html>'
    assert texts(read(page.encode(encoding))) == [("paragraph", CHINESE)]


def test_subtitles_are_joined_to_sentences():
    script = read(SUBRIP.encode(), name="film.srt")
    assert texts(script) == [
        ("item", "The Nile is the longest river of all."),
        ("item", "It is long!"),
        ("item", "Is it?"),
    ]
    assert script.noticed == {"sounds": 1}


def test_web_subtitles_have_speakers():
    script = read(WEB_CUES.encode("utf-8-sig"))
    assert [(block.speaker, block.text) for block in script.blocks] == [
        ("Anna", "Good morning."),
        ("Tom", "Hello, Anna."),
        ("Tom", "How are you?"),
    ]


def test_chinese_subtitles_are_joined_without_spaces():
    cues = "1\r\n00:00:01,000 --> 00:00:02,000\r\n尼罗河\r\n很长。\r\n"
    assert texts(read(cues.encode("gb18030"))) == [("item", "尼罗河很长。")]


MARKDOWN = """---
title: "Rivers"
---
# The *Nile*

It is [long](https://example.com)[^1].
Very long.

1. Amazon
2. Yangtze

| River | km |
|---|---|
| Nile | 6650 |

```python
print(1)
```
![map](map.png)

[^1]: A note.
"""


def test_markdown():
    script = read(MARKDOWN.encode(), name="Rivers.MD")
    assert (script.kind, script.title) == ("markdown", "Rivers")
    assert texts(script) == [
        ("heading", "The Nile"),
        ("paragraph", "It is long. Very long."),
        ("item", "Amazon"),
        ("item", "Yangtze"),
        ("item", "River, km."),
        ("item", "Nile, 6650."),
    ]
    assert script.noticed == {"tables": 1, "footnotes": 1, "code": 1, "pictures": 1}


@pytest.mark.parametrize("written", ["# One\nTwo.", "One\n===\n\nTwo.", "One\n---\n\n**Two.**\n"])
def test_headings_of_markdown(written):
    assert texts(read(written.encode(), name="a.markdown")) == [
        ("heading", "One"),
        ("paragraph", "Two."),
    ]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CHINESE, "utf-8"),
        (CHINESE, "gb18030"),
        (CHINESE, "utf-16"),
        ("Plain text.", "utf-16-le"),
        ("這是一個關於河流的故事，他們說這裡的人都很好。", "big5"),
        ("Übung für Café, naïve.", "cp1252"),
        ("Plain.", "ascii"),
    ],
)
def test_plain_text_in_any_encoding(text, encoding):
    assert texts(read(text.encode(encoding))) == [("paragraph", text)]


def test_lines_that_were_wrapped_at_a_margin_are_joined():
    wrapped = (
        "It was the best of times, it was the worst of times, it was\n"
        "the age of wisdom, it was the age of foolishness, it was the\n"
        "epoch of belief.\n\nA poem\nhas short lines\nthat stay."
    )
    assert [text for _kind, text in texts(read(wrapped.encode()))] == [
        wrapped.split("\n\n")[0].replace("\n", " "),
        "A poem",
        "has short lines",
        "that stay.",
    ]


def test_the_name_of_a_file_does_not_matter():
    assert read(open_document(lesson_in_odt), name="x.pdf").kind == "odt"
    assert read(PAGE.encode(), name="x.md").kind == "html"


def test_a_table_that_only_places_parts_of_a_page_is_read_once_and_in_order():
    page = "<html><table><tr><td><h1>Rivers</h1><p>The Nile.</p></td><td><table><tr><td>a</td>"
    script = read(f"{page}<td>b</td></tr></table></td></tr></table></html>".encode())
    assert texts(script) == [("heading", "Rivers"), ("paragraph", "The Nile."), ("item", "a, b.")]


def test_small_numbers_behind_a_stop_are_marks_of_footnotes_and_others_are_read():
    def fill(document):
        document.add_page()
        for text, size in (("H", 11), ("2", 6), ("O is water.", 11), ("3", 6), (" So it is.", 11)):
            document.set_font("helvetica", size=size)
            document.write(6, text)

    assert texts(read(pdf(fill))) == [("paragraph", "H2O is water. So it is.")]


def test_characters_that_a_pdf_gives_as_radicals_or_ligatures_are_the_usual_ones():
    script = read((SAMPLES / "market_chromium.pdf").read_bytes())
    assert "一边走，一边说话" in script.blocks[-1].text
