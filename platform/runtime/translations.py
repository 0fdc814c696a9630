"""Compiles the translations in pure Python, as a fresh machine has no gettext."""

import os
from collections.abc import Sequence
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from runtime.errors import StartError


def compile_translations(folders: Sequence[Path]) -> int:
    """Make the `.mo` of every changed `.po` under the locale folders; returns how many.

    Raises StartError for a file that can't be read, or a translation whose placeholders differ
    from those of its message.
    """
    compiled = 0
    for folder in folders:
        for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
            compiled += _compile(source)
    return compiled


def _compile(source: Path) -> bool:
    target = source.with_suffix(".mo")
    written = source.stat().st_mtime_ns
    # The same time, not just a later one, as an older file may have replaced the source.
    if target.exists() and target.stat().st_mtime_ns == written:
        return False
    try:
        with source.open("rb") as file:
            catalog = read_po(file, abort_invalid=True)
    except PoFileError as error:
        raise StartError(f"{source} can't be read: {error}") from error
    for message, errors in catalog.check():
        raise StartError(f"{source}, line {message.lineno}: {errors[0]}")
    draft = target.with_suffix(".draft")
    with draft.open("wb") as out:
        write_mo(out, catalog)
    os.utime(draft, ns=(written, written))
    draft.replace(target)
    return True
