"""Signs of print in English: ticks, stars, footnotes, entities, tags, names of keys, file names."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from ....style import ReadingStyle
from ...found import SYMBOL, Found
from ...letters import spelled
from ..found import SILENT, english

_NAMES = {
    "✓": " tick ", "✔": " tick ", "☑": " tick ", "✅": " tick ",
    "✗": " cross ", "✘": " cross ", "☒": " cross ",
    "❌": " cross ",
    "✕": " cross ", "✖": " cross ", "❎": " cross ",
    "🗙": " cross ", "🗴": " cross ", "🗸": " tick ",
    "➕": " plus ", "✚": "plus", "➖": " minus ", "➗": " divided by ",
    "↑": "up", "↓": "down",
    "©": "copyright ", "†": SILENT, "‡": SILENT, "¶": "paragraph ", "¢": " cents",
    "♀": "female", "♂": "male", "‰": " per mille",
    "ℝ": "the real numbers", "ℤ": "the integers", "ℕ": "the natural numbers",
    "ℚ": "the rational numbers",
    "ℂ": "the complex numbers", "∀": "for all ", "∃": "there exists ", "¬": "not ",
}  # fmt: skip
_NAMED = re.compile("[" + "".join(_NAMES) + "]\ufe0f?")
_AFTER_FORMULA = re.compile(r"[A-Za-z0-9₀-₉)]")
_MENU = re.compile(r"(?<=[a-z.] )(?P<sign>[>›»▸])(?= [A-Z][a-z])(?! [A-Z][a-z]{0,40} (?:is|are|=))")
_NAMED_SIGN = re.compile(
    r"(?i:\b(?:the|an?|sign|symbol|character) )(?P<sign>&)(?= (?:sign|symbol|means|is)\b)"
)
_BETWEEN = re.compile(r"(?<=\w )(?P<arrow>[➜➔➡➝⟹]\ufe0f?)(?= \w)")
_TIMES = re.compile("(?<=[0-9]) ?[✕✖❌]\ufe0f? ?(?=[0-9])")
_COPYRIGHT = re.compile(r"(?i:copyright )(?P<sign>©)")
_STAR_AHEAD = re.compile(r"(?m)^(?P<star>[★⭐☆])(?= [A-Z])(?P<note>(?= [A-Z][a-z]+ question))?")
_STARS = re.compile("(?P<full>[★⭐]+)(?P<empty>☆*)\ufe0f?")
_NUMBERS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
_FOOTNOTE = re.compile(
    r"(?:(?<=[a-z]{4})|(?<=[.,;:!?”\"’]))[¹²³⁴⁵⁶⁷⁸⁹⁰]{1,2}(?![\w⁺⁻ⁿ])(?!\s?[=+×÷−])"
)
_FOOTNOTE_MARK = re.compile(r"(?<=[a-z.,])[*†‡]+(?=\s|\Z)(?! ?=)")
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,5}|#x[0-9a-fA-F]{1,5});")
_ENTITY_NAMES = {
    "&": " and ", "<": " is less than ", ">": " is greater than ",
    "\xa0": SILENT, '"': SILENT, "'": "'",
    "©": " copyright ", "×": " times ", "÷": " divided by ", "°": " degrees ", "£": " pounds ",
    "€": " euros ",
    "–": " to ", "—": ", ", "→": " to ", "½": " one half ", "¼": " one quarter ",
    "≤": " is less than or equal to ",
    "≥": " is greater than or equal to ", "≠": " is not equal to ", "π": " pi ", "é": "é",
}  # fmt: skip
_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9]{0,10})(?:\s[^<>\n]{0,80})?(?P<void>/?)>"
)
_COMMENT = re.compile(r"<!--|-->")
_ABOUT_TAGS = re.compile(r"(?i)\b(?:tags?|elements?|html)\b")
_VOID = frozenset(["br", "hr", "img", "input", "meta", "link"])
_GRADE = re.compile(r"(?<![\w*.])(?P<grade>[A-G])(?P<stars>\*{1,2})(?![\w*])(?!\s?\w\s?[=*])")
_FILE = re.compile(
    r"(?<![\w/.\\:@-])(?P<name>[\w-]{0,40})\.(?P<ending>pdf|docx?|pptx?|xlsx?|txt|png|jpe?g|gif"
    r"|svg|mp[34]|wav|html?|css|js|py|csv"
    r"|zip|exe|java|cpp|json|xml|md|ini|rtf|odt|epub|bmp|mov|avi|PDF|DOCX?|JPE?G|PNG|MP[34]|TXT"
    r"|GIF|CSV)(?![\w])(?!\.\w)"
)
_ENDINGS = {
    "docx": "doc X", "doc": "doc", "pptx": "P P T X", "xlsx": "X L S X", "jpg": "J P G",
    "jpeg": "jpeg", "mp3": "M P three",
    "mp4": "M P four", "gif": "gif", "zip": "zip", "java": "java", "json": "jason", "wav": "wav",
    "exe": "E X E",
    "ini": "ini", "epub": "E pub", "mov": "mov",
}  # fmt: skip
_WEB = re.compile(
    r"(?<![\w/@.])(?P<host>(?:www\.)?(?:[\w-]{1,63}\.){1,4}(?:com|org|net|edu|gov|uk|io|cn|eu"
    r"|info|tv|co|au|ca|nz|de|fr))"
    r"(?P<path>/[\w./%#?=&+-]*[\w/])?(?![\w@])"
)
_HTTP_ALONE = re.compile(r"\b(?P<scheme>https?|ftp)://(?![\w])")
_PATH = re.compile(
    r"(?<![\w.])(?P<drive>[A-Z]):(?P<rest>(?:\\[\w .-]{1,40})+\\?)"
    r"|(?<![\w/.:<])(?P<unix>(?:[~.]{1,2})?/(?:[A-Za-z0-9_.-]+/)+[A-Za-z0-9_-]+(?:\.\w+)?)"
    r"(?![\w/])"
)
_SNAKE = re.compile(r"(?<![\w./@-])[A-Za-z][A-Za-z0-9]{1,40}(?:_[A-Za-z0-9]{2,40}){1,8}(?![\w@])")
_AND_AND = re.compile(
    r"(?<=\s)(?P<sign>&&|(?<=\w )//(?= \d)|(?<!\b[A-Z]{2} )\|\||\*\*|!=|:=|==)(?=\s)"
    r"|(?<=\d )(?P<modulo>%)(?= \d)"
)
_OPERATORS = {
    "//": "double slash", "&&": "and", "||": "or", "**": "to the power of",
    "!=": "is not equal to", ":=": "is assigned",
    "==": "equals",
}  # fmt: skip
_QUESTION_LETTER = re.compile(r"(?m)^(?P<mark>[-*•–]\s)(?=\S)")
_POINTS = re.compile(
    r"(?<=\b(?:left|down)) ?(?P<arrow>[←↓])|(?<=\bright) ?(?P<right>→)|(?<=\bup) ?(?P<up>↑)"
)
_EDGE_ARROW = re.compile(
    r"(?m)^[^\S\n]{0,40}(?P<first>[←⬅→⇒➔➜►▶]\ufe0f?)\s|\s(?P<last>[→⇒➔➜►▶]\ufe0f?)[^\S\n]{0,40}$"
)
_GIVEN = re.compile(
    r"\bP\((?P<first>[A-Z][′']?|[a-z ]{1,20}) ?\| ?(?P<second>[A-Z][′']?|[a-z ]{1,20})\)"
)


def typography(text: str, style: ReadingStyle) -> Iterator[Found]:
    """Signs of print, with what is said of them."""
    yield from _markup(text)
    yield from _computing(text)
    for match in _MENU.finditer(text):
        yield english(match, SYMBOL, ", ", "sign")
    for match in _NAMED_SIGN.finditer(text):
        yield english(match, SYMBOL, "ampersand", "sign")
    for match in _BETWEEN.finditer(text):
        yield english(match, SYMBOL, " to ", "arrow")
    for match in _TIMES.finditer(text):
        yield english(match, SYMBOL, " times ")
    for match in _COPYRIGHT.finditer(text):
        yield english(match, SYMBOL, SILENT, "sign")
    for match in _STAR_AHEAD.finditer(text):
        yield english(match, SYMBOL, "star" * bool(match["note"]) or SILENT, "star")
    for match in _STARS.finditer(text):
        counted = text[match.start() - 1 : match.start()].isdigit()
        is_share = text[max(0, match.start() - 3) : match.start()].startswith("/")
        stars = (
            " stars"
            if is_share
            else " star"
            if counted
            else _rated(len(match["full"]), len(match["empty"]))
        )
        yield english(match, SYMBOL, stars)
    for match in _NAMED.finditer(text):
        at = match.start() - 1
        if match.group()[0] in "↑↓" and at >= 0 and _AFTER_FORMULA.match(text, at):
            continue  # CO₂↑
        yield english(match, SYMBOL, _NAMES[match.group()[0]])
    footnotes = _FOOTNOTE.finditer(text) if "=" not in text else ()
    marks = _FOOTNOTE_MARK.finditer(text) if "**" not in text else ()
    for match in (*footnotes, *marks):
        yield english(match, SYMBOL, SILENT)
    for match in _GRADE.finditer(text):
        stars = "star" if match["stars"] == "*" else "star star"
        yield english(match, SYMBOL, f"{spelled(match['grade'])} {stars}")
    for match in _EDGE_ARROW.finditer(text):
        yield english(match, SYMBOL, SILENT, "first" if match["first"] else "last")
    for match in _POINTS.finditer(text):
        yield english(match, SYMBOL, SILENT)
    for match in _GIVEN.finditer(text):
        first, second = spelled_letter(match["first"]), spelled_letter(match["second"])
        yield english(match, SYMBOL, f"P of {first} given {second}")


def spelled_letter(written: str) -> str:
    """A letter by its name, with its prime; words as they are."""
    letter = written.rstrip("′'")
    prime = " prime" * (letter != written)
    return (spelled(letter) if len(letter) == 1 else letter) + prime


def _rated(full: int, empty: int) -> str:
    most = len(_NUMBERS) - 1
    if full > most or full + empty > most:
        return "stars"
    stars = f"{_NUMBERS[full]} star{'s' * (full != 1)}"
    return f" {_NUMBERS[full]} out of {_NUMBERS[full + empty]} stars" if empty else f" {stars} "


def _markup(text: str) -> Iterator[Found]:
    for match in _ENTITY.finditer(text):
        plain = html.unescape(match.group())
        if plain != match.group():
            said = _ENTITY_NAMES.get(plain, plain if plain.isalnum() else SILENT)
            yield english(match, SYMBOL, said)
    for match in _COMMENT.finditer(text):
        yield english(match, SYMBOL, SILENT)
    closed = {match["name"].lower() for match in _TAG.finditer(text) if match["close"]}
    spoken_of = bool(_ABOUT_TAGS.search(text))
    for match in _TAG.finditer(text):
        name = match["name"].lower()
        if name in closed or (
            not spoken_of and (match["void"] or name in _VOID or "=" in match.group())
        ):
            yield english(match, SYMBOL, ", " if name in ("br", "p", "li", "div") else SILENT)


def _computing(text: str) -> Iterator[Found]:
    for match in _HTTP_ALONE.finditer(text):
        yield english(match, SYMBOL, f"{spelled(match['scheme'].upper())} colon slash slash")
    for match in _PATH.finditer(text):
        yield english(match, SYMBOL, _path(match))
    for match in _WEB.finditer(text):
        yield english(match, SYMBOL, _web(match["host"] + (match["path"] or "")))
    for match in _FILE.finditer(text):
        ending = _ENDINGS.get(match["ending"].lower()) or spelled(match["ending"].upper())
        name = match["name"].replace("_", " underscore ").replace("-", " ")
        yield english(match, SYMBOL, f"{name} dot {ending}".strip())
    for match in _SNAKE.finditer(text):
        yield english(match, SYMBOL, match.group().replace("_", " underscore "))
    for match in _AND_AND.finditer(text):
        said = _OPERATORS[match["sign"]] if match["sign"] else "mod"
        yield english(match, SYMBOL, said)


def _path(match: re.Match[str]) -> str:
    if match["drive"]:
        return f"{spelled(match['drive'])} colon{match['rest'].replace(chr(92), ' backslash ')}"
    return match["unix"].replace("~", "tilde").replace(".", " dot ").replace("/", " slash ")


def _web(written: str) -> str:
    said = written.replace("www.", "W W W dot ", 1) if written.startswith("www.") else written
    for sign, name in ((".", "dot"), ("/", "slash"), ("_", "underscore"), ("-", "dash")):
        said = said.replace(sign, f" {name} ")
    return said.replace("uk", "U K") if said.endswith("dot uk") or " dot uk slash" in said else said
