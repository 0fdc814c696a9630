"""The words of an English text, and what small closed classes tell of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..language import LATIN

_WORD = re.compile(rf"[{LATIN}\u0300-\u036f]+(?:['’][{LATIN}]+)*")
_ENDS = re.compile(r"[.!?:;…\n]")
_ENDED = re.compile(r"[\s\"”’')]*[.!?:;…\n]")


def words(text: str) -> frozenset[str]:
    """The set of the words of a text."""
    return frozenset(text.split())


ARTICLES = words("a an the")
POSSESSIVES = words("my your his her its our their whose one's")
NUMBERS = words(
    "one two three four five six seven eight nine ten eleven twelve twenty fifty hundred thousand"
)
DETERMINERS = (
    ARTICLES
    | POSSESSIVES
    | NUMBERS
    | words(
        "this that these those some any no each every another which what all both several many"
        " few more most such first second third next last other same either neither half only"
    )
)
# What begins the object of a verb.
OBJECTS = (
    ARTICLES
    | POSSESSIVES
    | NUMBERS
    | words(
        "this that these those some any each every all both it them him me us you her how what"
        " whether why where yourself himself herself itself themselves ourselves everything"
        " something nothing anything"
    )
)
SUBJECTS = words("i you we they who")
HE_SHE = words("he she it")
MODALS = words(
    "will would can could shall should may might must do does did don't doesn't didn't can't"
    " cannot won't wouldn't couldn't shouldn't mustn't let's please i'll you'll he'll she'll"
    " we'll they'll it'll i'd you'd he'd she'd we'd they'd that'll help helps helped needn't"
    " shan't"
)
HAVE = words("have has had having i've you've we've they've haven't hasn't hadn't")
BE = words(
    "is are was were be been being am isn't aren't wasn't weren't i'm you're we're they're he's"
    " she's it's that's there's"
)
LOOKS = words(
    "seem seems seemed feel feels felt look looks looked become becomes became get gets got"
)
DEGREE = words("very so too quite rather extremely really more most as how less fairly")
ADVERBS = words(
    "not never always often also still ever just now already usually sometimes then soon only"
    " even almost hardly rarely seldom again both all n't probably certainly strongly"
)
PREPOSITIONS = words(
    "of in on at for with by from under over into about through during between among against"
    " after before without within near across towards toward behind beyond since until per than"
    " like upon off beside inside outside around"
)
FINITE = words(
    "is are was were has had have will would can could may might must should does did do isn't"
    " wasn't makes made shows showed gives gave helps helped becomes became begins began ends"
    " ended contains contained remains remained seems seemed goes went comes came lasted leaves"
    " left react reacts appeared appears grows"
)
_NOUNS = words(
    "metal animal signal crystal mineral hospital festival journal canal rival terminal plant"
    " student parent element moment government instrument event agent client president elephant"
    " restaurant topic music critic fabric clinic traffic fish dish table cable vegetable"
    " detective narrative motive adjective library dictionary diary boundary forest harvest guest"
    " chest nest pattern environment experiment argument document statement accident resident"
    " component ingredient continent gradient coefficient talent cent tent gallant servant infant"
    " merchant sergeant tyrant giant tenant fabric republic triangle"
)
"""Nouns that end as adjectives do."""
_NO_PLURAL_AFTER = words("this that each every a an another which")
_AFTER_VERB = words("when if because while as where slowly quickly well better badly easily too")
_MANY = words(
    "people men women children police scientists teenagers doctors teachers students plants"
    " animals cattle mice geese feet teeth sheep fish deer crew staff"
)
_NOT_MANY = re.compile(r"(?:ss|us|is|'s|ics)\Z")
_DESCRIBING = re.compile(
    r".{2,}(?:al|ic|ous|ful|ive|ish|able|ible|ary|less|ant|ent|ern|est)\Z"
    r"|(?:good|bad|big|small|new|old|young|great|long|short|high|low|red|white|black|blue|green|hot"
    r"|cold|warm|cool|fresh|free|full|best|worst|main|real|true|false|poor|rich|fine|fair|hard|soft"
    r"|late|early|large|little|deep|dark|light|strong|weak|clean|dirty|dry|wet|world|birthday)\Z"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text from `start` to `end`; `word` in small letters with ' as apostrophe.

    `begins` and `ends` tell whether it is the first or last of a sentence or of its part after a
    colon; `before` and `after` is what stands between it and its neighbours.
    """

    word: str
    written: str
    start: int
    end: int
    before: str
    after: str
    is_first: bool
    is_last: bool

    @property
    def begins(self) -> bool:
        return self.is_first or bool(_ENDS.search(self.before))

    @property
    def ends(self) -> bool:
        return self.is_last or bool(_ENDED.match(self.after))

    @property
    def pause_after(self) -> bool:
        return bool(self.ends or self.after.strip(" \"“”'‘’") not in ("", "-"))


class Sentence:
    """The words of a text, which know their neighbours. A place outside is an empty word."""

    def __init__(self, text: str) -> None:
        found = list(_WORD.finditer(text))
        starts = [match.start() for match in found] + [len(text)]
        ends = [0] + [match.end() for match in found]
        self.words = [
            Word(
                match.group().lower().replace("’", "'"),
                match.group(),
                *match.span(),
                text[ends[at] : match.start()],
                text[match.end() : starts[at + 1]],
                at == 0,
                at == len(found) - 1,
            )
            for at, match in enumerate(found)
        ]
        self._first = [0] * len(self.words)
        for at, word in enumerate(self.words):
            self._first[at] = at if at == 0 or word.begins else self._first[at - 1]

        self._places = {word.start: at for at, word in enumerate(self.words)}

    def place(self, start: int) -> int | None:
        """The place of the word that begins at a character; None if none does."""
        return self._places.get(start)

    def at(self, place: int) -> str:
        """The word at a place in small letters; "" outside of the text."""
        return self.words[place].word if 0 <= place < len(self.words) else ""

    def before(self, place: int, steps: int = 1) -> str:
        """The word so many steps before one of the same sentence; adverbs count."""
        at = place - steps
        return self.words[at].word if at >= self._first[place] >= 0 and at >= 0 else ""

    def skipping_adverbs(self, place: int) -> int:
        """Where the word before one is that is no adverb; -1 where there is none."""
        at = place - 1
        while at >= self._first[place] and (
            self.words[at].word in ADVERBS or self.words[at].word.endswith("ly")
        ):
            at -= 1
        return at if at >= self._first[place] else -1

    def after(self, place: int) -> str:
        """The next word of the same sentence, "" where a sentence ends or a comma stands."""
        if self.words[place].pause_after:
            return ""
        return self.at(place + 1)

    def around(self, place: int, reach: int = 12) -> frozenset[str]:
        """The words of the same sentence around one."""
        low = max(self._first[place], place - reach)
        high = place + 1
        while high < len(self.words) and high <= place + reach and not self.words[high].begins:
            high += 1
        return frozenset(word.word for word in self.words[low:high])

    def earlier(self, place: int, reach: int = 12) -> list[str]:
        """The words of the same sentence before one."""
        return [word.word for word in self.words[max(self._first[place], place - reach) : place]]

    def capital_inside(self, place: int) -> bool:
        """Whether a word has a capital letter that no sentence begins with."""
        word = self.words[place]
        return word.written[:1].isupper() and not word.begins and not word.written.isupper()


def is_many(word: str) -> bool:
    """Whether a word looks like a plural noun."""
    return word in _MANY or (len(word) > 3 and word.endswith("s") and not _NOT_MANY.search(word))


def describes(word: str) -> bool:
    """Whether a word looks like an adjective before a noun."""
    return word not in _NOUNS and bool(_DESCRIBING.fullmatch(word))


def is_verb(sentence: Sentence, place: int, *, otherwise: bool) -> bool:
    """Whether a word that may be a verb in its base form (or with -s) is one here."""
    word = sentence.words[place]
    score = _before(sentence, place) + _after(sentence, place)
    if word.word.endswith("s") and not word.word.endswith("ss"):
        score += _third_person(sentence, place)
    if score == 0:
        return otherwise
    return score > 0


def _before(sentence: Sentence, place: int) -> int:
    """Positive where the words before tell a verb, negative for a noun or adjective."""
    at = sentence.skipping_adverbs(place)
    if at < 0:
        begins = sentence.words[place].begins or place == 0
        next_word = sentence.after(place)
        if next_word in FINITE:
            return -2
        if begins and (next_word in OBJECTS or is_many(next_word)):
            return 2
        return 0
    before = sentence.at(at)
    adverb_between = at != place - 1
    if before == "to":
        return 4
    if before in MODALS:
        return 4
    if before in ("and", "or", "but", "then", "don't", "not"):
        return _coordinated(sentence, at)
    if before in DEGREE or before in BE or before in LOOKS:
        return -3
    if before in ("that", "which") and is_many(sentence.before(at)):
        return 3  # materials that conduct
    if before in DETERMINERS or before.endswith("'s") or before in PREPOSITIONS:
        return -4
    if before in SUBJECTS:
        return 4
    if before in HE_SHE:
        return 0 if not sentence.words[place].word.endswith("s") else 4
    if _asked(sentence, at):
        return 3
    if is_many(before) and sentence.before(at) in ("a", "an"):
        return -2
    if is_many(before) and not _after_subject(sentence, at):
        return 2
    if describes(before):
        return -2
    if adverb_between:
        return 1
    return -1 if _determined(sentence, at) else 0


def _after(sentence: Sentence, place: int) -> int:
    following = sentence.after(place)
    if following in ("of",) or following in FINITE:
        return -3
    if following in OBJECTS:
        return 2
    return 0


def _third_person(sentence: Sentence, place: int) -> int:
    """A singular subject before a form with -s: "the machine records", "it records"."""
    at = sentence.skipping_adverbs(place)
    before = sentence.at(at) if at >= 0 else ""
    following = sentence.after(place)
    if before in _NO_PLURAL_AFTER:  # "This contrasts with", "which presents"
        return 8 if following not in FINITE else 0
    if not before or is_many(before) or before in SUBJECTS:
        return 0
    if is_many(following) or following in OBJECTS:
        return 2
    if following in _AFTER_VERB:
        return 2
    shown_as = "as" in {sentence.at(place + steps) for steps in range(2, 7)}
    if shown_as and sentence.words[place].word == "presents" and before not in DETERMINERS:
        return 3
    begins = at == place - 1 and sentence.before(at) in ARTICLES and not sentence.before(at, 2)
    if begins and not describes(before):
        no_verb = following in PREPOSITIONS - {"with", "into"} or following in ("", "and", "or")
        if not no_verb and following not in FINITE and not following.endswith("ed"):
            return 3
    return 0


def _coordinated(sentence: Sentence, at: int) -> int:
    """After "and": as the word before it, as far as that is told."""
    other = sentence.before(at, 1)
    start = sentence.before(at, 2)
    if start in MODALS or start == "to" or start in SUBJECTS or is_many(start):
        return 3
    if not start and other and other not in DETERMINERS:  # "Compare and contrast"
        return 2
    if start in DETERMINERS or start in PREPOSITIONS:
        return -1
    return 0


def _asked(sentence: Sentence, at: int) -> bool:
    """Whether a question's auxiliary stands before the subject: "does the bank (close)"."""
    if sentence.at(at) in PREPOSITIONS or describes(sentence.at(at)):
        return False
    for steps in range(1, 4):
        before = sentence.before(at, steps)
        if before in MODALS:
            return True
        if before not in DETERMINERS and not describes(before):
            return False
    return False


def _after_subject(sentence: Sentence, at: int) -> bool:
    """Whether a word like "keeps" is a verb: "the school keeps (records)"."""
    if at == 0:
        return False
    subject = sentence.before(at, 1)
    determined = sentence.before(at, 2) in ARTICLES | POSSESSIVES
    return subject in HE_SHE or (determined and bool(subject) and not describes(subject))


def _determined(sentence: Sentence, at: int) -> bool:
    return any(sentence.before(at, steps) in DETERMINERS for steps in (1, 2))
