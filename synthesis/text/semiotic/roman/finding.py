"""Roman numerals: after kings' names they are ordinals, after wars and chapters numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..found import ROMAN, Found
from ..numerals import english_cardinal, english_ordinal, english_year, mandarin_cardinal
from .series import series
from .values import COUNTED, LETTERS, NUMERAL, PIECE, SMALL_LETTERS, counted, roman_value

_SIGNS = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"
_SMALL_SIGNS = "ⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹⅺⅻ"
_ONE_CHARACTER = {sign: at for signs in (_SIGNS, _SMALL_SIGNS) for at, sign in enumerate(signs, 1)}
_RULERS = """
Henry Edward Richard William James Charles George Elizabeth Mary Louis Napoleon Philip Pope Paul
John Benedict Francis Frederick Wilhelm Nicholas Alexander Peter Catherine Ivan Ferdinand Leopold
Victor Umberto Albert Otto Ramses Rameses Cleopatra Ptolemy Pius Leo Gregory Innocent Urban Clement
Harald Haakon Olaf Christian Gustav Carl Juan Felipe Alfonso Isabella Darius Xerxes Akihito
Robert David Kenneth Stephen Matilda Anne Harold Franz Joseph Maximilian Sigismund Rudolf
Constantine Theodosius Justinian Basil Boris Michael Stanislaw Casimir Sixtus Boniface Adrian
Victoria Akbar Rama Ramesses Carlos Clovis Baldwin Manuel Suleyman Eric Magnus Philippe Hassan
Faisal
Abdullah Rainier Baudouin Menelik Sargon Cyrus Artaxerxes Cambyses Antiochus Mithridates Pepi
Mentuhotep Senusret Amenemhat Ahmose Shapur Khosrow Nebuchadnezzar Afonso Sancho Fernando Vladimir
Vasily Mikhail Julius Callixtus Celestine Honorius Eugene Sylvester Wilhelmina Valdemar Canute
Thutmose Amenhotep Seti Pedro Emperor Elizabeth Margaret Margrethe Suleiman Mehmed Selim Murad Abbas
"""
_COUNTED_SMALL = """
act scene chapter part section volume book page pages pp p type phase stage nerve chord photosystem
stanza canto vol ch fig pt appendix question exercise figure table article category clause paragraph
verse step
"""
_AFTER_WORD = re.compile(rf"\b(?P<word>[A-Z][a-z]+)\.? (?P<roman>{LETTERS})(?![\w-])")
_AFTER_SMALL = re.compile(
    r"\b(?P<word>" + "|".join(_COUNTED_SMALL.split()) + rf")\.? (?P<roman>{LETTERS})(?![\w'’-])"
)
_SMALL_AFTER = re.compile(
    r"(?i:\b(?P<word>"
    + "|".join(_COUNTED_SMALL.split())
    + rf"))\.? (?P<roman>{SMALL_LETTERS})(?!\w| ?[=<>≤≥])"
    rf"(?:(?P<dash>[-–])(?P<last>{SMALL_LETTERS})(?!\w))?"
)
_TITLE = re.compile(
    r"\b(?:King|Queen|Pope|Emperor|Empress|Tsar|Czar|Kaiser|Sultan|Prince|Pharaoh) "
)
_TITLED = re.compile(_TITLE.pattern + r"(?:[A-Z]\w+ )?\Z")
_TITLES = ("Pope", "Emperor")
_THINKS = re.compile(
    r" (?:think|am|know|believe|mean|saw|see|have|had|hope|love|like|want|will|would|can|could"
    r"|met|said)\b"
)
# What may follow a ruler's single letter, which else is an initial (Peter V. Smith) or the word
# I.
_AFTER_V = re.compile(r"(?!\. ?[A-Z])")
_AFTER_I = re.compile(
    r"(?=[,;:)!?]| \(|['’]s\b| (?:of|became|ruled|reigned|is"
    r"|was(?! \w+ing\b| (?:so|not|very|just|told|asked)\b)|died|married|came|lost|won|signed"
    r"|granted"
    r"|succeeded|dissolved|founded|built|never|the Great|burned|executed|fled|issued|fought|ordered"
    r"|ascended|inherited|restored|persecuted|signed|summoned|crowned)\b| in \d| and [A-Z][a-z]"
    r"|\.?\s*\Z)"
)
_RULERS_TOGETHER = re.compile(
    rf"\b(?P<word>[A-Z][a-z]+) (?P<list>{NUMERAL}(?:(?:, and |, | and | & | or ){NUMERAL}){{1,6}})"
    r"(?![\w'’-])"
)
_ENDS = re.compile(r"\s*(?:\Z|[.,;:)\n])|['’]s\b| (?:of|united|became|ruled|reigned)\b")
_LAST_IS_I = re.compile(r"\WI\Z")
_AND_OF = re.compile(
    rf"\b(?P<word>[A-Z][a-z]+) {NUMERAL} of [A-Z][a-z]+,? and (?P<roman>{NUMERAL})(?= of [A-Z])"
)
"""James VI of Scotland and I of England."""
_NUMERALS = re.compile(
    rf"(?<![\w'’.&-])(?:{LETTERS}, )+{LETTERS}(?:,? (?:and|or) {LETTERS})?(?![\w'’&-])"
)
_BEFORE_NOUN = re.compile(
    r"\b(?i:group|period|level|tier|grade|class|unit|lesson|module|division|band|set|mark|factor"
    r"|schedule|task|topic|paper|sheet|year|form) (?P<roman>I{2,3}|IV|VI{0,3}|IX"
    r"|I(?= (?:elements?|metals?|ions?|cations?|compounds?|students?|pupils|learners)\b))"
    r"(?![\w'’-])"
)
_CENTURY = re.compile(
    rf"\b(?P<roman>{LETTERS})(?= (?:[Cc]entur|Olympi|Winter Olymp|Legion\b|[Dd]ynast|Army\b"
    rf"|Corps\b))"
)
_ORDINAL = re.compile(r"(?<![\w'’-])(?P<roman>[IVX]{1,5})(?:th|st|nd|rd)\b")
_ONE = re.compile(f"[{_SIGNS}{_SMALL_SIGNS}]+")
_AFTER_HAN = re.compile(rf"(?P<before>[㐀-鿿])(?P<roman>{LETTERS})(?![A-Za-z0-9])")
_LISTED = re.compile(r"(?m)^[ \t]*(?P<roman>I{1,3}|I?V|VI{1,3}|I?X)(?=\. )")
_SECOND = re.compile(r"(?m)^[ \t]*II\. ")
"""Where a text has no such line, `C. Paris` is an answer to choose, and `I. Smith` a person."""
_HEADING = re.compile(
    r"(?m)^[ \t]*(?P<roman>I{1,3}|IV|VI{1,3}|IX|X)\.(?= [A-Z][a-z]+(?: [a-z]| ?\Z| ?$|[,:]| and"
    r"| &))"
)
_SURNAME = re.compile(
    r" [A-Z][a-z]+(?:,| (?:is|was|has|had|wrote|said|and [A-Z]|discovered|invented|lives|thinks))"
)
_HEADINGS = re.compile(
    r" (?i:introduction|background|summary|conclusions?|method\w*|results?|overview|aims?"
    r"|listen\w*|read\w*|writ\w*|speak\w*"
    r"|vocabulary|grammar|choose|circle|fill|match|complete|answer\w*|translat\w*|multiple|true"
    r"|short|essay|underline"
    r"|correct|rewrite|put|make|look|find|questions?|section|comprehension|dictation|spelling"
    r"|warm|discussion|objectives?|materials?)\b"
)
_BRACKETED = re.compile(
    rf"(?:(?<![\w)])\(|(?<=\([a-h]\))\(|(?<![\w()])|(?<=\d)\((?=ii|iv|vi)"
    rf"|(?<=\b[Qq]\d)\()(?P<roman>{SMALL_LETTERS})\)(?!\w)"
)
_SERIES = re.compile(
    r"(?<![\w.–-])(?:I{1,3}|IV|VI{0,3}|V|IX|X)(?:(?:[–-]| ?→ ?)(?:I{1,3}|IV|VI{0,3}|V|IX|X"
    r"|i{1,3}|iv|vi{0,2})){1,12}(?![\w–-])"
)
_COMMAS = re.compile(
    r"(?<![\w'’])I, II(?:, (?:III|IV|V|VI{1,3}|IX|X))*(?:,? (?:and|or) (?:III|IV|V|VI{1,3}|IX"
    r"|X))?(?![\w'’])"
)
_SMALL_COMMAS = re.compile(
    r"(?<![\w'’])i, ii(?:, (?:iii|iv|v|vi{1,3}|ix|x))*(?:,? (?:and|or) (?:iii|iv|v|vi{1,3}|ix"
    r"|x))?(?![\w'’])"
)
_LONG = re.compile(
    r"(?<![\w'’.&-])(?P<roman>(?=[MDCLXVI]{4})M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV"
    r"|V?I{0,3}))(?![\w'’&-])"
    r"|(?<![\w'’.&-])(?P<numeral>X{1,3}I{2,3}|X{1,3}I?V|X{1,3}VI{0,3}|XIX|XXI|XXX|VI{2,3}|III"
    r"|LX{1,3})(?![\w'’&.-])"
)
_HEIR = re.compile(
    r"\b(?P<first>[A-Z][a-z]+)(?P<initial> [A-Z]\.)? (?P<name>[A-Z][a-z]+),? (?P<roman>I{2,3}"
    r"|IV)(?![\w-])"
)
"""Henry Ford II, John D. Rockefeller III."""
_COMPARED = re.compile(r" ?[=<>≤≥]")
"""After a letter that stands for a number: `Type x = 5`."""
_RULER = frozenset(_RULERS.split())
_OTHERWISE = ("MI", "DI", "CC", "LL", "CV", "CD", "XL", "LI", "XI")
"""What else such letters are after a word: abbreviations, a size, names in capitals."""
_SMALL_WORDS = "The In On At And Or For Of To A An By From See Is"
_NO_NAMES = frozenset(_SMALL_WORDS.split())


def romans(text: str) -> Iterator[Found]:
    """Roman numerals that a word, a century or their own character tells to be such."""
    places: set[int] = set()
    for match in _CENTURY.finditer(text):
        places.add(match.start("roman"))
        yield _found(match, ordinal=True, ruler=False)
    for match in _ORDINAL.finditer(text):
        if value := value_of(match["roman"]):
            places.add(match.start("roman"))
            said = mandarin_cardinal(str(value))
            yield Found(*match.span(), ROMAN, english_ordinal(value), said)
    for found in (*series(text), *_together(text)):
        if found.start not in places:
            places.add(found.start)
            yield found
    for match in _HEIR.finditer(text):
        is_person = match["initial"] or (match["first"] in _RULER and match["first"] not in _TITLES)
        if is_person and match["name"] not in COUNTED and match["name"] not in _RULER:
            places.add(match.start("roman"))
            yield _found(match, ordinal=True, ruler=True)
    for match in _AFTER_WORD.finditer(text):
        before = text[max(0, match.start() - 30) : match.start()]
        ruler = match["word"] in _RULER or (
            match["word"] not in COUNTED and bool(_TITLED.search(before))
        )
        if match.start("roman") not in places and _is_numeral(text, match, ruler=ruler):
            places.add(match.start("roman"))
            yield _found(match, ordinal=ruler, ruler=ruler)
    for found in (*_listed(text), *_in_series(text), *_small(text), *_alone(text)):
        if found.start not in places:
            places.add(found.start)
            yield found
    for match in _AFTER_HAN.finditer(text):
        roman = match["roman"]
        if match.start("roman") in places or not roman:
            continue
        if len(roman) == 1 and match["before"] != "第":
            continue
        if not set(roman) <= set("IVX"):
            continue
        places.add(match.start("roman"))
        yield _found(match, ordinal=False, ruler=False)
    for match in _ONE.finditer(text):
        values = [_ONE_CHARACTER[sign] for sign in match.group()]
        english = " ".join(english_cardinal(str(value)) for value in values)
        mandarin = "".join(mandarin_cardinal(str(value)) for value in values)
        yield Found(match.start(), match.end(), ROMAN, english, mandarin)


def _together(text: str) -> Iterator[Found]:
    """George V and VI, James VI of Scotland and I of England, and rows of long numerals."""
    for match in _RULERS_TOGETHER.finditer(text):
        last_may_be_me = _LAST_IS_I.search(match["list"]) and not _ENDS.match(text, match.end())
        if match["word"] not in _RULER or last_may_be_me:
            continue
        for piece in PIECE.finditer(match["list"]):
            start = match.start("list") + piece.start()
            value = roman_value(piece.group())
            said = f"the {english_ordinal(value)}", f"{mandarin_cardinal(str(value))}世"
            yield Found(start, start + len(piece.group()), ROMAN, *said)
    for match in _AND_OF.finditer(text):
        if match["word"] in _RULER:
            yield _found(match, ordinal=True, ruler=True)
    for match in _NUMERALS.finditer(text):
        if _LONG.search(match.group()):
            for piece in PIECE.finditer(match.group()):
                yield counted(match.start() + piece.start(), piece.group())


def _listed(text: str) -> Iterator[Found]:
    """Numbers of the lines of a list, and of a heading that stands alone."""
    if _SECOND.search(text):
        for match in _LISTED.finditer(text):
            yield _found(match, ordinal=False, ruler=False)
    for match in _HEADING.finditer(text):
        alone = match["roman"] in ("I", "X")
        if _HEADINGS.match(text, match.end()) or not (alone or _SURNAME.match(text, match.end())):
            yield _found(match, ordinal=False, ruler=False)


def _in_series(text: str) -> Iterator[Found]:
    """Chords I–IV–V and the hours I, II, III."""
    for pattern in (_SERIES, _COMMAS, _SMALL_COMMAS):
        for match in pattern.finditer(text):
            for piece in PIECE.finditer(match.group()):
                start, value = (
                    match.start() + piece.start(),
                    str(roman_value(piece.group().upper())),
                )
                end = start + len(piece.group())
                yield Found(
                    start, end, ROMAN, english_cardinal(value) + ",", mandarin_cardinal(value)
                )


def _small(text: str) -> Iterator[Found]:
    """Small letters after a word that counts, and before a bracket: "scene ii", "(iv)"."""
    for pattern in (_SMALL_AFTER, _AFTER_SMALL):
        for match in pattern.finditer(text):
            if match["roman"] in ("", "I", "C", "L") and not (
                match["roman"] == "I"
                and match["word"] not in ("part", "p", "page", "pages", "pp")
                and not _THINKS.match(text, match.end())
            ):
                continue
            if match["roman"].upper() == "C":
                continue
            yield counted(match.start("roman"), match["roman"])
            if match.groupdict().get("last"):
                yield Found(*match.span("dash"), ROMAN, " to ", "到")
                yield counted(match.start("last"), match["last"])
    for match in _BEFORE_NOUN.finditer(text):
        yield counted(match.start("roman"), match["roman"])
    siblings = {match["roman"] for match in _BRACKETED.finditer(text)}
    for match in _BRACKETED.finditer(text):
        roman = match["roman"]
        if not roman or (roman in ("v", "x") and len(siblings) < 2):
            continue
        yield counted(match.start("roman"), roman)
        if text[match.end() : match.end() + 2] in ("–(", "-("):
            yield Found(match.end(), match.end() + 1, ROMAN, " to ", "到")


def _alone(text: str) -> Iterator[Found]:
    """Numerals too long to be anything else; those of years as years."""
    for match in _LONG.finditer(text):
        roman = match["roman"] or match["numeral"]
        value = roman_value(roman)
        english = english_year(value) if 1000 < value < 2100 else english_cardinal(str(value))
        yield Found(match.start(), match.end(), ROMAN, english, mandarin_cardinal(str(value)))


def _is_numeral(text: str, match: re.Match[str], *, ruler: bool) -> bool:
    """Whether letters after a word are a number: `Class C` and `James C.` are none, and `Mary I`
    only where no sentence of its own begins."""
    word, roman = match["word"], match["roman"]
    if not roman or word in _NO_NAMES:
        return False
    if not ruler and word not in COUNTED:
        return len(roman) > 1 and roman not in _OTHERWISE
    if len(roman) > 1:
        return ruler or roman == "XI" or word == "Bowl" or roman not in _OTHERWISE
    if roman not in "IVX" or _COMPARED.match(text, match.end()):
        return False
    if not ruler:
        return roman != "I" or not _THINKS.match(text, match.end())
    if roman == "I" and _TITLE.search(text[max(0, match.start() - 10) : match.start()]):
        return not _THINKS.match(text, match.end())
    return bool((_AFTER_I if roman == "I" else _AFTER_V).match(text, match.end()))


def _found(match: re.Match[str], *, ordinal: bool, ruler: bool) -> Found:
    value = roman_value(match["roman"])
    english = english_ordinal(value) if ordinal else english_cardinal(str(value))
    mandarin = mandarin_cardinal(str(value))
    start, end = match.span("roman")
    return Found(
        start,
        end,
        ROMAN,
        f"the {english}" if ruler else english,
        f"{mandarin}世" if ruler else mandarin,
    )


_WHOLE = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})\Z")


def value_of(written: str) -> int:
    """The number that a Roman numeral writes, 0 for what is none: XIV is 14."""
    if not written or not _WHOLE.match(written):
        return _ONE_CHARACTER.get(written, 0)
    return roman_value(written)
