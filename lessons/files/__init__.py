"""Reads the files that people have, in a confined child process. Nothing in here imports Django.

`read` tells the kind of a file by its content and returns its text in blocks: headings,
paragraphs, notes of slides. A file that can't be read raises `FileRefused`, with a stable code and
a sentence that says what to do. Only the child imports the parsers (`lessons.files.child`).
"""

from lessons.files.blocks import Block, Script, script_from, script_text
from lessons.files.reading import FileLimits, read
from lessons.files.refusal import REFUSALS, FileRefused

__all__ = [
    "REFUSALS",
    "Block",
    "FileLimits",
    "FileRefused",
    "Script",
    "read",
    "script_from",
    "script_text",
]
