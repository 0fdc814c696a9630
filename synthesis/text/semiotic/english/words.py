"""Words that are not written as words: spelled ones, abbreviations of dictionaries."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...style import ReadingStyle
from ..found import ABBREVIATION, LETTER, Found
from ..letters import spelled
from .found import english, full_stop

_SPELLED = re.compile(
    r"(?<![\w'’-])(?P<letters>[A-Za-z](?:[-–·.‧][A-Za-z]){2,})(?![\w'’-])(?P<dot>\.?)"
)
_RHYMES = re.compile(
    r"(?<!\w)(?P<scheme>(?=[A-H]*(?P<letter>[A-H])[A-H]*(?P=letter))[A-H]{3,})(?!\w)"
    r"|(?<=[a-z] )(?P<small>abab|aabb|abba|abcb|aabba)\b"
)
_AND_LETTERS = re.compile(
    r"(?<![\w&])(?P<first>[A-Z]{1,2})&(?P<last>[A-Z]{1,2})(?P<many>(?:['’]?s)?)(?![\w&])"
)
_OF_RHYMES = re.compile(r"(?i)\brhym\w*|\b(?:scheme|pattern|form|rondo|ternary|binary|structure)\b")
_PARTS = {
    "n": "noun", "v": "verb", "adj": "adjective", "adv": "adverb", "prep": "preposition",
    "conj": "conjunction", "pron": "pronoun", "interj": "interjection", "det": "determiner",
    "vi": "intransitive verb", "vt": "transitive verb", "phr": "phrase",
}  # fmt: skip
_PART = re.compile(
    r"(?:(?<=[(;–\]/] )|(?<=\()|^[A-Za-z' -]{1,30} \(?|^)"
    r"(?P<part>n|v|adj|adv|prep|conj|pron|interj|det|vi|vt|phr)\.(?=[ )\],;/]|\Z)(?! [A-Z])",
    re.MULTILINE,
)
_SHORT = {
    "pl": "plural", "sing": "singular", "esp": "especially", "usu": "usually",
    "incl": "including", "excl": "excluding", "opp": "opposite", "syn": "synonym",
    "abbr": "abbreviation", "adj": "adjective", "adv": "adverb", "prep": "preposition",
    "conj": "conjunction", "pron": "pronoun", "temp": "temperature", "avg": "average",
    "cont": "continued", "ref": "reference", "lang": "language", "hist": "history",
    "geog": "geography", "govt": "government", "dept": "department", "univ": "university",
    "assoc": "association", "asst": "assistant", "mgr": "manager", "min": "minimum",
    "max": "maximum", "no": "number", "est": "established", "misc": "miscellaneous",
    "orig": "originally", "tel": "telephone", "ans": "answer", "yr": "year", "yrs": "years",
    "wk": "week", "wks": "weeks", "mth": "month", "mths": "months", "hrs": "hours",
    "hr": "hour", "approx": "approximately", "intro": "intro", "pres": "president",
    "col": "colonel", "cpl": "corporal", "maj": "major", "cmdr": "commander",
    "hon": "honourable", "bros": "brothers", "rd": "road", "ave": "avenue", "blvd": "boulevard",
    "sq": "square", "apt": "apartment", "fwd": "forward", "ca": "circa", "pp": "pages",
    "para": "paragraph", "paras": "paragraphs", "attn": "attention", "encl": "enclosed",
    "diff": "difference", "qty": "quantity", "vocab": "vocab", "gram": "grammar",
    "punct": "punctuation", "pop": "population", "rm": "room", "app": "appendix", "ea": "each",
    "dep": "departs", "arr": "arrives", "ll": "lines", "l": "line", "mvt": "movement",
    "rt": "right", "b": "born", "d": "died", "r": "reigned", "fl": "flourished",
    "ed": "edition", "ger": "German", "fr": "French", "lat": "Latin", "sp": "Spanish",
    "it": "Italian", "gk": "Greek", "eng": "English", "h/w": "homework", "sci": "science",
}  # fmt: skip
_ABBREVIATION = re.compile(
    r"(?<![\w.'’-])(?P<short>[Nn]o(?=\. of\b)|(?<!\d )ans|pl|sing(?=\.(?: [a-z]|[,;)]))|esp|usu"
    r"|incl|excl|opp|syn|abbr|adj|adv|prep|conj|pron|avg"
    r"|cont|ref|hist|geog|govt"
    r"|univ|assoc|asst|mgr|misc|orig|yrs?|wks?|mths?|hrs?|bros|apt|ca|paras?|attn|encl|qty"
    r"|punct"
    r"|Incl|Excl|Ans|Yrs?|Col|Cpl|Maj|Cmdr|Hon|Bros|Rd|Ave|Blvd|Sq|Apt|Ca|Univ|Asst|Govt|Assoc"
    r"|Attn|Para|Ref|Hist|Geog)"
    r"\.(?![\w.])"
)
_IN_PLACE = re.compile(
    r"\b(?P<short>[Pp]op)\.(?= (?:of\b|\(|\d)|:)|\b(?P<app>[Aa]pp)\.(?= [A-Z0-9]\b)"
    r"|(?<=\d )(?P<each>ea)\b\.?"
    r"|(?<=[¢p€£\d\ue000] )(?P<ea>ea)\b\.?|\b(?P<travel>[Dd]ep|[Aa]rr)\.(?= [A-Z]| [\d\ue000])"
    r"|(?<![\w'’])(?P<lines>[Ll]l?)\.(?= ?\d)|\b(?P<mvt>mvt)\b\.?"
    r"|\b(?P<room>Rm)\.?(?= ?[\d\ue000])|\b(?P<mean>Ave)\.(?= [a-z])"
    r"|(?P<heat>\b[Tt]emp)\.(?= [a-z]| ?\()|\b(?P<rt>Rt)\.?(?= Hon)"
    r"|(?<![\w.])(?P<life>b|d|r|fl)\.(?= ?(?:c\. ?)?(?:\d{3,4}\b|\d{1,4} (?:BC|AD|CE)|\ue000)"
    r"| (?:\ue000|Jan|Feb|Mar"
    r"|Apr|May"
    r"|Jun|Jul"
    r"|Aug|Sep|Oct|Nov|Dec))"
    r"|(?<=\d(?:st|nd|rd|th) )(?P<ed>ed)\b\.?|(?<=\()(?P<tongue>Ger|Fr|Lat|Sp|It|Gk|Eng)\.(?=\))"
    r"|\b(?P<language>Ger|Fr|Lat|Sp|Gk|Eng)\.(?= ['‘“\"])"
    r"|\b(?P<hw>[Hh]/w)\b|(?<=per )(?P<per>wk|yr|hr|mth|min)\b\.?"
    r"|\b(?P<approx>Approx)\.?(?= [a-z0-9])"
)
_BEFORE_FIGURE = re.compile(
    r"(?<!\d )"
    r"(?<![\w.'’-])(?P<short>min|max|Min|Max|temp|Temp|Yrs?|yrs?|ca|Ca|Para|para|Wk"
    r"|wk)\.?:?(?= ?\d)(?! ?\d+:)"
)
_ANSWER = re.compile(r"(?<![\w.])(?:Ans|ANS)(?=:| ?=| ?\()")
_BRITISH = re.compile(r"\b(?P<which>Br|Am)E\b")
_UNITED = re.compile(r"(?<=[a-z] )Utd\b\.?")
_VERSUS = re.compile(r"(?<=[a-z] )v\.?(?= [A-Z][a-z])")
_SOMEBODY = re.compile(r"(?<![\w.])(?P<short>sb|sth|smb|smth|sb's|sth's)\.?(?![\w])")
_SOMEBODIES = {
    "sb": "somebody",
    "smb": "somebody",
    "sth": "something",
    "smth": "something",
    "sb's": "somebody's",
    "sth's": "something's",
}
_AKA = re.compile(
    r"(?<![\w.])(?P<short>aka|AKA|a\.k\.a\.|PTO|P\.T\.O\.|w/c|W/c|o/w|c/o|n/a|N/A|HW|Hw)(?!\w)"
)
_AKAS = {
    "aka": "also known as", "a.k.a.": "also known as", "AKA": "also known as",
    "w/c": "week commencing", "W/c": "week commencing", "o/w": "otherwise", "c/o": "care of",
    "n/a": "not applicable", "N/A": "not applicable", "HW": "homework", "Hw": "homework",
    "PTO": "please turn over", "P.T.O.": "please turn over",
}  # fmt: skip


def words(text: str, style: ReadingStyle) -> Iterator[Found]:
    """Spelled words and abbreviations."""
    for match in _SPELLED.finditer(text):
        letters = [c for c in match["letters"] if c.isalpha()]
        if "." in match["letters"] or len(set(match["letters"]) - set(letters)) > 1:
            continue
        yield english(match, LETTER, ", ".join(map(spelled, letters)), "letters")
    for match in _AND_LETTERS.finditer(text):
        first, last = spelled(match["first"]), spelled(match["last"])
        yield english(match, LETTER, f"{first} and {last}{match['many']}")
    if _OF_RHYMES.search(text):
        for match in _RHYMES.finditer(text):
            name = "scheme" if match["scheme"] else "small"
            yield english(match, LETTER, spelled(match[name].upper()), name)
    yield from _abbreviations(text)


def _abbreviations(text: str) -> Iterator[Found]:
    for match in _PART.finditer(text):
        start = match.start("part")
        yield Found(start, start + len(match["part"]) + 1, ABBREVIATION, _PARTS[match["part"]], "")
    for match in _IN_PLACE.finditer(text):
        short = match[str(match.lastgroup)].lower()
        stop = full_stop(match)
        said = {"min": "minute", "ave": "average"}.get(short) or _SHORT[short]
        yield english(match, ABBREVIATION, said + stop)
    for match in _ABBREVIATION.finditer(text):
        stop = full_stop(match)
        yield english(match, ABBREVIATION, _SHORT[match["short"].lower()] + stop)
    for match in _BEFORE_FIGURE.finditer(text):
        yield english(match, ABBREVIATION, _SHORT[match["short"].lower()])
    for match in _ANSWER.finditer(text):
        yield english(match, ABBREVIATION, "answer")
    for match in _BRITISH.finditer(text):
        country = "British" if match["which"] == "Br" else "American"
        yield english(match, ABBREVIATION, f"{country} English")
    for match in _UNITED.finditer(text):
        yield english(match, ABBREVIATION, "United")
    for match in _VERSUS.finditer(text):
        yield english(match, ABBREVIATION, "versus")
    for match in _SOMEBODY.finditer(text):
        yield english(match, ABBREVIATION, _SOMEBODIES[match["short"]])
    for match in _AKA.finditer(text):
        yield english(match, ABBREVIATION, _AKAS[match["short"]])
