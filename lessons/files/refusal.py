"""The reasons for which a file is refused: codes, and sentences for the person."""

from __future__ import annotations


class FileRefused(Exception):
    """The file can't be read.

    `code` is stable. `message` is a constant English sentence with {named} figures, so that it
    can be translated before `figures` are put in; `str()` gives it with the figures.
    """

    def __init__(self, code: str, message: str, **figures: str | int | float) -> None:
        super().__init__(message.format(**figures))
        self.code = code
        self.message = message
        self.figures = figures


def gettext_noop(text: str) -> str:
    """Mark `text` to be extracted by gettext; the code that shows it translates it."""
    return text


REFUSALS: dict[str, str] = {
    "empty": gettext_noop("The file is empty."),
    "too_large": gettext_noop(
        "The file has {megabytes} MB, at most {max_megabytes} MB can be taken. Leave out its "
        "pictures, or split it."
    ),
    "unsupported": gettext_noop(
        "Files of the kind {kind} can't be read. Save it as Word (.docx), PowerPoint (.pptx), "
        "OpenDocument (.odt), PDF, EPUB or plain text."
    ),
    "unsupported.old_office": gettext_noop(
        "This is a file of an old version of Office (.doc, .ppt, .xls). Open it, save it as .docx "
        "or .pptx, and take that."
    ),
    "not_a_document": gettext_noop(
        "This file holds no text that can be read. Take a Word, PowerPoint, OpenDocument, PDF, "
        "EPUB, web page, subtitle or text file."
    ),
    "encrypted": gettext_noop(
        "The file is protected by a password or by copy protection. Save it without protection, "
        "and take that."
    ),
    "damaged": gettext_noop(
        "The file is damaged and can't be read. Save or copy it once more, and try again."
    ),
    "scanned": gettext_noop(
        "The PDF holds pictures of its pages and no text. Have its text recognised (OCR) first, "
        "or take the file that it was made of."
    ),
    "nothing_to_read": gettext_noop("There is nothing in this file that could be read aloud."),
    "too_many_pages": gettext_noop(
        "The file has {pages} pages, at most {max_pages} can be read at once. Split it."
    ),
    "too_long": gettext_noop(
        "The file has more than {max_characters} characters. Split it into several lessons."
    ),
    "too_long.lines": gettext_noop(
        "The file would become {lines} lines; a lesson has at most {max_lines}. Split it into "
        "several lessons."
    ),
    "unpacks_too_large": gettext_noop(
        "The file unpacks to far more than a document needs, and was not read. Save it once more "
        "from the program that made it."
    ),
    "too_deep": gettext_noop(
        "The file is nested too deeply to be read. Save it once more from the program that made it."
    ),
    "entities": gettext_noop(
        "The file defines XML entities, which documents do not need, and was not read. Save it "
        "once more from the program that made it."
    ),
    "timeout": gettext_noop(
        "Reading the file took too long or too much memory. Split it, or save it as plain text."
    ),
}
"""Sentences by reason. A reason is a code, or a code, a dot and a closer case."""


def refused(reason: str, **figures: str | int | float) -> FileRefused:
    """The refusal for one reason of REFUSALS."""
    return FileRefused(reason.partition(".")[0], REFUSALS[reason], **figures)
