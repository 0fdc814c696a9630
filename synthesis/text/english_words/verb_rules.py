"""Rules for heteronyms that are verbs: each tells whether the second reading is meant."""

from __future__ import annotations

import re

from .sentence import (
    BE,
    DEGREE,
    DETERMINERS,
    HAVE,
    HE_SHE,
    LOOKS,
    MODALS,
    OBJECTS,
    PREPOSITIONS,
    SUBJECTS,
    Sentence,
    describes,
    is_many,
    is_verb,
    words,
)

WAYS = words("up down round around through back along off out on past its their his")
_NOW = words("every often usually always sometimes tomorrow tonight today daily regularly never")
_THEN = words(
    "yesterday ago was were had went said did didn't saw came took made gave told bought found"
    " thought wrote got sat fell once"
)
_LAST = words(
    "week night year month time summer winter term monday tuesday wednesday thursday friday"
    " saturday sunday lesson"
)


def second_read(sentence: Sentence, place: int) -> bool:
    """/ɹɛd/: the past and the participle."""
    at = sentence.skipping_adverbs(place)
    before = sentence.at(at) if at >= 0 else ""
    earlier = sentence.earlier(place)
    around = sentence.around(place)
    if before in HAVE or before in BE or before in ("well", "get", "gets", "got"):
        return True
    if before in ("she'd", "he'd", "they'd", "we'd", "i'd", "you'd"):
        return bool({"before", "already", "once", "never", "until", "after"} & around)
    if before in ("to", "a", "good", "let") or before in MODALS:
        return False
    if before == "who" and not sentence.before(at):
        return True
    opened = set(earlier[:1]) & {"once", "when", "if", "after", "now"}
    if sentence.words[at].pause_after and opened:
        return False
    if not before:
        return False
    asked = [word for word in earlier if word in MODALS or word in HAVE or word in ("let", "make")]
    past = bool(_LAST & around and "last" in around) or bool(_THEN & (around - {"read"}))
    past = past or any(len(word) > 4 and word.endswith("ed") for word in around)
    if asked and not (before in ("and", "who", "that", "which") and asked[-1] in HAVE):
        if asked[-1] in HAVE:  # "Have you read", but "has a book to read"
            return before in SUBJECTS or before in HE_SHE or before[:1].isalpha()
        return False
    if before in HE_SHE or before in ("who", "which", "that"):
        return before in HE_SHE or past
    if before in SUBJECTS or is_many(before):
        if past:
            return True
        if _NOW & around or {"when", "if", "as", "while", "before", "after", "than"} & set(earlier):
            return False
        return sentence.after(place) in ("that", "about", "somewhere", "it")
    if before in ("and", "then", "or"):
        other = sentence.before(at, 1)
        return past or (len(other) > 4 and other.endswith("ed"))
    # A singular subject in the present would have "reads".
    return not (before in PREPOSITIONS or before in DETERMINERS or describes(before))


_LEAD_THINGS = words(
    "pipe pipes poisoning paint paints pencil pencils oxide acid ore shot atom atoms ion ions"
    " weight weights sinker crystal crystals nitrate iodide sulfate sulphate bromide chloride"
    " carbonate sheet sheets roof bullet bullets battery batteries metal plate mine mines solder"
    " apron foil shielding shield lined flashing glass acetate sulfide sulphide block"
)
_OF_METAL = words("ii iv pb free lined acid based")
"""What stands after "lead" with a bracket or a hyphen between: lead(II), lead-free."""
_METALS = words(
    "metal metals pb copper zinc iron tin silver gold density element elements toxic poisonous"
    " alloy mercury symbol molten melts melting heavy heavier steel aluminium aluminum uranium"
)


def second_lead(sentence: Sentence, place: int) -> bool:
    """/lɛd/: the metal."""
    before = sentence.before(place)
    joint = sentence.words[place].after.strip()
    if sentence.after(place) in _LEAD_THINGS or (
        joint in ("(", "-") and sentence.at(place + 1) in _OF_METAL
    ):
        return True
    if sentence.after(place) in ("two", "four") and sentence.at(place + 2) in _LEAD_THINGS:
        return True
    if joint == "-":
        return False
    if before in MODALS or before in SUBJECTS or before == "to":
        return False
    around = sentence.around(place)
    if before in ("soft", "heavy", "pencil", "molten", "solid", "pure", "liquid", "sharp", "grey"):
        return True
    if before in ARTICLE_LIKE:
        return bool("pencil" in around and before != "a")
    if before in (
        "of",
        "contains",
        "contain",
        "from",
        "with",
        "and",
        "or",
        "is",
        "like",
        "than",
        "",
    ):
        return (
            bool(_METALS & around)
            or before in ("contains", "contain")
            or (before in ("of", "with", "than") and sentence.words[place].pause_after)
        )
    return bool(_METALS & around) and not is_verb(sentence, place, otherwise=False)


ARTICLE_LIKE = words("the a an in on his her their my your our this that")
_TORN = words(
    "jacket coat shirt dress trousers jeans paper page fabric cloth sleeve skirt sail net muscle"
    " ligament curtain bag pocket tissue hole sock"
)


def second_tear(sentence: Sentence, place: int) -> bool:
    """/tɛɹ/: to rip, a rip."""
    before, around = sentence.before(place), sentence.around(place)
    if before in ("wear", "and") and "wear" in around:
        return True
    following = sentence.after(place)
    if is_verb(sentence, place, otherwise=False):
        return True
    if following in ("along", "up", "off", "apart", "down", "out", "open", "it", "them"):
        return True
    if _TORN & {sentence.at(place + steps) for steps in range(1, 5)}:
        return True
    near = sentence.around(place, 4)
    return bool(_TORN & near) and not {"eye", "eyes", "cheek", "cheeks", "face"} & near


def second_tears(sentence: Sentence, place: int) -> bool:
    before, following = sentence.before(place), sentence.after(place)
    if before in PREPOSITIONS or before in DETERMINERS or describes(before):
        return False
    if before in HE_SHE or following in ("up", "apart", "off", "open", "down", "through"):
        return True
    return bool(before) and following in OBJECTS and not is_many(before) and before not in BE


_WOUND_THINGS = words("clock watch wool string rope thread yarn toy handle coil wire film tape")


def second_wind(sentence: Sentence, place: int) -> bool:
    """/waɪnd/: to turn."""
    before, following = sentence.before(place), sentence.after(place)
    if following in WAYS and before not in DETERMINERS and not describes(before):
        return True
    if before in DETERMINERS or (before in PREPOSITIONS and before != "to"):
        return False
    if following in OBJECTS and _WOUND_THINGS & sentence.around(place):
        return True
    if before == "to" or before in MODALS or before in SUBJECTS:
        return following in OBJECTS or following in WAYS or sentence.words[place].pause_after
    return is_many(before) and following in PREPOSITIONS


def second_winds(sentence: Sentence, place: int) -> bool:
    before, following = sentence.before(place), sentence.after(place)
    if before in DETERMINERS or describes(before) or is_many(before) or before in PREPOSITIONS:
        return False
    return following in WAYS or (before != "" and following in OBJECTS)


def second_bow(sentence: Sentence, place: int) -> bool:
    """/baʊ/: to bend, and the front of a ship."""
    before, around = sentence.before(place), sentence.around(place)
    if {"take", "takes", "took", "taking", "taken"} & set(
        sentence.earlier(place, 3)
    ) and before in ("a", "his", "her", "final"):
        return True
    if {"ship", "boat", "stern", "ship's", "deck", "vessel", "sailed"} & around:
        return True
    if sentence.after(place) in ("down", "to", "politely", "deeply", "low", "before") and (
        before not in ("a", "the", "an") or "made" in around
    ):
        return True
    return is_verb(sentence, place, otherwise=False)


def second_bows(sentence: Sentence, place: int) -> bool:
    return sentence.before(place) in HE_SHE or sentence.after(place) in ("down", "to", "politely")


_LOUD = words(
    "terrible huge big blazing flaming furious awful bitter family public violent dreadful almighty"
)


def second_row(sentence: Sentence, place: int) -> bool:
    """/ɹaʊ/: a quarrel."""
    before, following = sentence.before(place), sentence.after(place)
    if following in ("of", "by", "across", "the"):
        return False
    around = sentence.around(place)
    if {"quarrel", "argument", "arguing", "shouting", "neighbours", "parents"} & around:
        return before in _LOUD or before in ("a", "another")
    had = {"had", "have", "having", "has", "heard", "hear"} & around
    return before in _LOUD or bool(
        before in ("a", "another") and had and following in ("with", "about", "over", "last")
    )


def second_sow(sentence: Sentence, place: int) -> bool:
    """/saʊ/: a female pig."""
    before = sentence.before(place)
    if {"pig", "pigs", "piglet", "piglets", "boar", "litter", "farrow"} & sentence.around(place):
        return True
    return before in ("a", "the", "this", "that", "our", "his", "one") or describes(before)


_LIVE_THINGS = words(
    "concert concerts music show shows performance performances broadcast broadcasts wire wires"
    " animal animals stream streams streaming coverage match event events album band bands"
    " audience version bait ammunition cultures recording recordings theatre chat lesson lessons"
    " football sport commentary report reports tv television yeast birth births circuit cable"
    " cables cells tissue specimen specimens volcano volcanoes attenuated export exports link"
    " bacteria virus viruses vaccine vaccines"
)
_SHOWN = words(
    "broadcast perform performed performs performing go goes going went watch watched watching"
    " sing sang sung play played stream streamed shown show aired recorded seen heard"
)


def second_live(sentence: Sentence, place: int) -> bool:
    """/laɪv/: alive, and as it happens."""
    at = sentence.skipping_adverbs(place)
    before, following = sentence.at(at) if at >= 0 else "", sentence.after(place)
    if before == "to" or before in MODALS or before in SUBJECTS:
        return False
    if following in _LIVE_THINGS or before in ("a", "an", "the"):
        return True
    if _SHOWN & set(sentence.earlier(place)) and not is_many(before):
        return True
    return before in BE and not following.endswith("ing")


def second_lives(sentence: Sentence, place: int) -> bool:
    """/laɪvz/: the plural of life."""
    before = sentence.before(place)
    if before in HE_SHE or before in ("who", "that", "which", "also", "still", "now"):
        return False
    if before in DETERMINERS or before in PREPOSITIONS or describes(before) or is_many(before):
        return True
    if before.endswith(("s'", "'s")) or before in ("human", "everyday", "people's"):
        return True
    return bool(
        re.fullmatch(
            r"(?:sav|los|tak|chang|ruin|risk|cost|claim|improv|touch|liv)(?:e|es|ed|ing|t)?", before
        )
        or before == "lost"
    )


def second_close(sentence: Sentence, place: int) -> bool:
    """/kloʊs/: near."""
    at = sentence.skipping_adverbs(place)
    before, following = sentence.at(at) if at >= 0 else "", sentence.after(place)
    if before == "to" or before in MODALS or before in SUBJECTS:
        return False
    if before in ("the", "a") and following == "of":
        return False
    if following in (
        "to",
        "by",
        "together",
        "at",
        "behind",
        "relatives",
        "friend",
        "friends",
        "up",
    ):
        if following == "at" and not before:
            return False
        return following not in ("at", "up", "by") or before not in ("doors", "shops")
    if before in DETERMINERS or before in BE or before in DEGREE or before in LOOKS:
        return True
    if re.fullmatch(
        r"c[oa]m(?:e|es|ing)|(?:stay|keep|kept|stand|stood|sit|sat|live|lives|mov(?:e|ed)|dr[ea]w|hold|held|pay|from)s?",
        before,
    ):
        return True
    return not is_verb(sentence, place, otherwise=True)


def second_used(sentence: Sentence, place: int) -> bool:
    """/juːst/: used to."""
    if sentence.after(place) != "to":
        return False
    at = sentence.skipping_adverbs(place)
    before = sentence.at(at) if at >= 0 else ""
    if before in BE or before in ("get", "gets", "got", "getting", "become", "became", "be"):
        then = sentence.at(place + 2)
        return then in OBJECTS | DETERMINERS or then.endswith("ing") or is_many(then)
    return True


_USED = words(
    "language land water drug energy phone internet fuel alcohol tobacco medicine resource screen"
    " computer technology electricity pesticide fertiliser fertilizer mobile car plastic paper word"
    " single multi dual home public personal private everyday daily common fair"
)


def second_use(sentence: Sentence, place: int) -> bool:
    """/juːs/: the noun."""
    if sentence.before(place) in _USED and sentence.after(place) not in OBJECTS:
        return True
    return not is_verb(sentence, place, otherwise=True)


def second_wound(sentence: Sentence, place: int) -> bool:
    """/waʊnd/: the past of wind."""
    before, following = sentence.before(place), sentence.after(place)
    if (before in DETERMINERS and before not in ("that", "which")) or describes(before):
        return False
    if following in WAYS or (before in HE_SHE and following in OBJECTS):
        return True
    if before in BE and (following.endswith("ly") or following in ("around", "into", "onto")):
        return True
    later = {sentence.at(place + steps) for steps in range(2, 6)}
    if following in OBJECTS and later & {"round", "around", "up", "onto"}:
        return True
    return bool(following in OBJECTS | PREPOSITIONS and _WOUND_THINGS & sentence.around(place))
