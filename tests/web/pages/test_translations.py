"""The Chinese catalogue is complete: every string has an entry, every entry a translation.

Needs no gettext: strings are found in Python by Babel, in templates by Django's own lexer.
After a change: `manage.py makemessages -l zh_Hans -i node_modules --add-location file`, translate.
"""

import io
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from config import ROOT

CATALOGUE = ROOT / "locale/zh_Hans/LC_MESSAGES/django.po"
APPS = ["billing", "config", "lessons", "platform", "synthesis", "voices", "web"]
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}
PERCENT = re.compile(r"%\(\w+\)[#0\- +]?\d*(?:\.\d+)?[sdf]")


Marked = str | tuple[str, ...]
"""A string, or the singular and the plural of one."""


def in_python(source: str) -> set[Marked]:
    """The strings that a Python file marks for translation."""
    found = extract("python", io.BytesIO(source.encode()), KEYWORDS)
    return {text for _line, text, *_rest in found}


def in_template(source: str) -> set[Marked]:
    """The strings that a template marks for translation."""
    # templatize turns text into X's between calls of gettext; its indentation is meaningless.
    calls = "\n".join(line.lstrip() for line in templatize(source).splitlines())
    return in_python(calls)


def python_files() -> Iterator[Path]:
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" not in path.parts:
                yield path


@pytest.fixture(scope="module")
def catalogue() -> list[Message]:
    with CATALOGUE.open("rb") as file:
        return [message for message in read_po(file, abort_invalid=True) if message.id]


@pytest.fixture(scope="module")
def marked() -> set[Marked]:
    """All strings of the code."""
    found: set[Marked] = set()
    for path in python_files():
        found |= in_python(path.read_text(encoding="utf-8"))
    for path in [*(ROOT / "templates").rglob("*.html"), *(ROOT / "templates").rglob("*.txt")]:
        found |= in_template(path.read_text(encoding="utf-8"))
    return found


def source_of(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple) else str(message.id)


def translations_of(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple) else [str(message.string)]


def placeholders(text: str) -> set[str]:
    """The placeholders `%(name)s` and `{name}` in a text, which translations must keep."""
    names = {name for _text, name, *_rest in string.Formatter().parse(text) if name}
    return set(PERCENT.findall(text)) | names


def test_every_string_of_the_code_is_in_the_catalogue(catalogue, marked):
    """With its plural, too: gettext looks for both, and shows the English where one is missing."""
    assert marked - {message.id for message in catalogue} == set()


def test_every_entry_of_the_catalogue_is_in_the_code(catalogue, marked):
    assert {message.id for message in catalogue} - marked == set()


def test_every_string_is_translated_and_not_fuzzy(catalogue):
    for message in catalogue:
        assert all(translations_of(message)), f"no translation of: {message.id}"
        assert not message.fuzzy, f"translation in doubt: {message.id}"


def test_translations_keep_placeholders(catalogue):
    for message in catalogue:
        for translation in translations_of(message):
            assert placeholders(translation) == placeholders(source_of(message)), message.id


def test_translations_are_chinese_with_chinese_punctuation(catalogue):
    for message in catalogue:
        for translation in translations_of(message):
            assert re.search(r"[一-鿿]|^\W*\{", translation), translation
            assert not re.search(r"[一-鿿][,;:!?]|[一-鿿]\.(?!\w)", translation), translation


def test_the_search_finds_strings_of_python():
    source = (
        '_("one")\nfield(label=gettext_lazy("t" "wo"), help_text=plain("no"))\n'
        'ngettext("a", "b", n)'
    )
    assert in_python(source) == {"one", "two", ("a", "b")}


def test_the_search_finds_strings_of_templates():
    source = (
        '<p title="{% translate "one" %}">it’s\n    {% blocktranslate with n=x %}two {{ n }}'
        '{% endblocktranslate %}</p>\n  {{ y|default:_("three") }} plain words'
    )
    assert in_template(source) == {"one", "two %(n)s", "three"}


SENTENCE = re.compile(r"""["'`][^"'`\n]*[A-Za-z]+ [a-z]+ [a-z]{2,}[^"'`\n]*["'`]""")


def in_script(source: str) -> list[str]:
    """The string literals of a script that look like sentences."""
    code = "\n".join(re.sub(r"(^|\s)//.*", "", line) for line in source.splitlines())
    return SENTENCE.findall(re.sub(r"/\*.*?\*/", "", code, flags=re.S))


def test_scripts_have_no_sentences_of_their_own():
    """What they say comes from the page, which is translated."""
    scripts = [*(ROOT / "static/js").rglob("*.js"), *(ROOT / "web").rglob("*.js")]
    assert len(scripts) > 40
    found = {path.name: said for path in scripts if (said := in_script(path.read_text("utf-8")))}
    assert not found


def test_the_search_finds_sentences_of_scripts():
    source = (
        'say("It is ready now."); // "not this one at all"\nlook(`.line > [data-key="${key}"]`);'
    )
    assert in_script(source) == ['"It is ready now."']
