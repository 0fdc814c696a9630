"""Translations are compiled without gettext, when they changed."""

import gettext
from pathlib import Path

import pytest

from runtime.errors import StartError
from runtime.translations import compile_translations

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'


def write(locale: Path, text: str) -> Path:
    source = locale / "zh_Hans" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_text(HEADER + text, encoding="utf-8")
    return source


def test_a_changed_translation_is_compiled_once(tmp_path: Path) -> None:
    source = write(tmp_path, 'msgid "Voice"\nmsgstr "声音"\n')
    assert compile_translations([tmp_path]) == 1
    assert compile_translations([tmp_path]) == 0
    with source.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Voice") == "声音"
    write(tmp_path, 'msgid "Voice"\nmsgstr "嗓音"\n')
    assert compile_translations([tmp_path]) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('#, python-format\nmsgid "%(n)s left"\nmsgstr "剩 %(m)s"\n', r"django\.po, line \d"),
        ('mgsid "Voice"\nmsgstr "声音"\n', "can't be read"),
    ],
)
def test_a_translation_that_would_break_a_page_is_refused(
    tmp_path: Path, text: str, said: str
) -> None:
    write(tmp_path, text)
    with pytest.raises(StartError, match=said):
        compile_translations([tmp_path])
    assert not list(tmp_path.rglob("*.mo"))
