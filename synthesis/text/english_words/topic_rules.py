"""Rules for heteronyms that are told by what a text is about, or by capitals: each tells whether
the second reading is meant."""

from __future__ import annotations

from .sentence import (
    BE,
    DEGREE,
    DETERMINERS,
    HE_SHE,
    LOOKS,
    MODALS,
    NUMBERS,
    OBJECTS,
    PREPOSITIONS,
    SUBJECTS,
    Sentence,
    describes,
    is_many,
    is_verb,
    words,
)
from .verb_rules import WAYS

_PLACE = words("in to from at near of around via through visit visited reach reached")
_FISHING = words(
    "fish fishing fisherman fishermen caught catch sea lake striped grilled largemouth river"
    " fried trout perch salmon cod pond angler fillet"
)


def second_bass(sentence: Sentence, place: int) -> bool:
    """/bæs/: the fish."""
    return bool(_FISHING & sentence.around(place))


def second_dove(sentence: Sentence, place: int) -> bool:
    """/doʊv/: the past of dive."""
    before, following = sentence.before(place), sentence.after(place)
    if before in DETERMINERS or describes(before):
        return False
    return following in WAYS | {"into", "under", "deep", "to", "for", "in", "headfirst", "from"}


def second_sewer(sentence: Sentence, place: int) -> bool:
    """/ˈsoʊəɹ/: one who sews."""
    return bool(
        {"needle", "thread", "fabric", "sewing", "stitches", "dress"} & sentence.around(place)
    )


def second_polish(sentence: Sentence, place: int) -> bool:
    """/ˈpoʊlɪʃ/: of Poland, with a capital letter."""
    word = sentence.words[place]
    if not word.written[:1].isupper() or word.written.isupper():
        return False
    if not word.begins:
        return True
    return sentence.after(place) not in OBJECTS


def second_job(sentence: Sentence, place: int) -> bool:
    """/dʒoʊb/: Job of the Bible."""
    if not sentence.words[place].written[:1].isupper():
        return False
    around = sentence.around(place)
    return bool(
        {"bible", "biblical", "testament", "god", "psalms", "prophet", "satan", "scripture"}
        & around
    ) or ("book" in sentence.earlier(place, 2) and sentence.before(place) == "of")


def second_nice(sentence: Sentence, place: int) -> bool:
    """/niːs/: the city."""
    word = sentence.words[place]
    if not word.written[:1].isupper() or word.written.isupper():
        return False
    if word.begins:
        return sentence.after(place) in ("is", "was", "has", "lies") or word.after.startswith(", ")
    return sentence.before(place) in _PLACE or bool(
        {"france", "french", "cannes", "riviera", "monaco"} & sentence.around(place)
    )


_OF_TOWN = words("town berkshire thames city england london station university council")


def second_reading(sentence: Sentence, place: int) -> bool:
    """/ˈɹɛdɪŋ/: the town."""
    word, following = sentence.words[place], sentence.after(place)
    if word.written[:1].isupper() and not word.written.isupper():
        if following in ("festival", "university", "station", "fc", "gaol", "abbey"):
            return True
        if word.begins and (
            following in ("is", "was", "has", "lies") or word.after.startswith(", ")
        ):
            return bool(_OF_TOWN & sentence.around(place))
    if not sentence.capital_inside(place) or sentence.before(place) not in _PLACE | {"of"}:
        return False
    return sentence.after(place) not in ("and", "comprehension", "test", "skills", "paper", "week")


def second_august(sentence: Sentence, place: int) -> bool:
    """/ɔːˈɡʌst/: venerable, with a small letter after an article."""
    return sentence.words[place].written == "august" and sentence.before(place) in (
        "an", "the", "this", "that", "most", "so",
    )  # fmt: skip


def second_slough(sentence: Sentence, place: int) -> bool:
    """/slʌf/: to shed."""
    word = sentence.words[place]
    if word.written[:1].isupper() and not word.begins:
        return False
    return bool({"skin", "skins", "off", "snake", "snakes", "dead"} & sentence.around(place)) or (
        is_verb(sentence, place, otherwise=False)
    )


def second_number(sentence: Sentence, place: int) -> bool:
    """/ˈnʌməɹ/: more numb."""
    around = sentence.around(place)
    if not {"fingers", "toes", "hands", "feet", "face", "cold", "lips", "nose", "legs"} & around:
        return False
    return sentence.before(place) in LOOKS | {
        "grew",
        "grow",
        "grows",
        "much",
        "went",
        "even",
        "and",
    }


def second_does(sentence: Sentence, place: int) -> bool:
    """/doʊz/: deer."""
    before = sentence.before(place)
    deer = {"stag", "stags", "deer", "buck", "bucks", "forest", "fawns", "fawn", "herd"}
    if before in NUMBERS | {"several", "many", "some", "these", "those", "young"}:
        return before not in ("one", "some") or bool(deer & sentence.around(place))
    return before in ("the", "and", "female", "of") and bool(deer & sentence.around(place))


def second_axes(sentence: Sentence, place: int) -> bool:
    """/ˈæksɪz/: tools."""
    return bool(
        words(
            "wood woodcutters woodcutter trees tree chop chopped chopping swords sword spears"
            " bows knives stone vikings viking lumberjack lumberjacks weapons hammers carried"
            " sharp battle saws arrows tools"
        )
        & sentence.around(place)
    )


_AMOUNTS = words(
    "amount amounts quantity quantities detail details particle particles trace traces fraction"
    " hole holes crystals organisms changes differences difference creature creatures size cells"
    " bacteria insects plants animals droplets pores scale"
)


_NO_THINGS = words(
    "hand hands silence walk drive break speech video talk ride by later ago before i of and or to"
    " for in at on is was that when after past mark"
)


def second_minute(sentence: Sentence, place: int) -> bool:
    """/maɪˈnjuːt/: tiny."""
    before, following = sentence.before(place), sentence.after(place)
    if before in DEGREE - {"as", "more", "most", "how"} or following in _AMOUNTS:
        return True
    if before in ("the", "a", "this", "that", "its") and following:
        return following not in _NO_THINGS | OBJECTS | HE_SHE | SUBJECTS
    return before in BE and before not in ("it's", "that's", "there's")


def second_desert(sentence: Sentence, place: int) -> bool:
    """/dɪˈzɜːɹt/: to leave."""
    at = sentence.skipping_adverbs(place)
    before, following = sentence.at(at) if at >= 0 else "", sentence.after(place)
    if before in MODALS or (before in SUBJECTS and before != "who"):
        return True
    if before == "who" or (before == "to" and following in OBJECTS):
        return True
    return is_many(before) and following in OBJECTS


def second_content(sentence: Sentence, place: int) -> bool:
    """/kənˈtɛnt/: happy with what one has."""
    at = sentence.skipping_adverbs(place)
    before = sentence.at(at) if at >= 0 else ""
    if sentence.after(place) == "with":
        return True
    if before in LOOKS or before in DEGREE - {"more", "most", "less"}:
        return True
    if before == "and":
        feeling = {"calm", "happy", "safe", "warm", "quiet", "relaxed", "peaceful", "healthy"}
        return bool(feeling & sentence.around(place, 3))
    if before in SUBJECTS | HE_SHE and sentence.before(at) in BE:
        return True
    return before in BE and sentence.after(place) in ("", "to", "and", "just")


def second_invalid(sentence: Sentence, place: int) -> bool:
    """/ˈɪnvəlɪd/: a sick person."""
    before, following = sentence.before(place), sentence.after(place)
    people = words("mother father wife husband son daughter brother sister aunt uncle child chair")
    if following in people:
        return True
    ends = following == "" or following in (
        "lay",
        "was",
        "had",
        "who",
        "could",
        "sat",
        "and",
        "for",
    )
    return before in DETERMINERS and before not in ("all", "both") and ends


def second_resume(sentence: Sentence, place: int) -> bool:
    """/ˈɹɛzjʊmeɪ/: a list of what one has done."""
    before = sentence.before(place)
    return before in DETERMINERS | {"updated", "latest", "and", "of", "on"} - {"both"}


_SCHOLARS = words(
    "man men woman professor scholar scholars society judge lady gentleman friend people doctor"
    " monk journal journals person"
)


def second_learned(sentence: Sentence, place: int) -> bool:
    """/ˈlɜːɹnɪd/: knowing much."""
    before, following = sentence.before(place), sentence.after(place)
    return following in _SCHOLARS and (
        before in DETERMINERS or before in DEGREE or describes(before)
    )


def second_blessed(sentence: Sentence, place: int) -> bool:
    """/ˈblɛsɪd/ before nouns and of those who are."""
    before, following = sentence.before(place), sentence.after(place)
    if not before and following in ("are", "is", "be"):
        return True
    return before in DETERMINERS and following != "" and following not in PREPOSITIONS


def second_aged(sentence: Sentence, place: int) -> bool:
    """/ˈeɪdʒɪd/: old."""
    before, following = sentence.before(place), sentence.after(place)
    kin = words("man woman mother father parents grandmother grandfather aunt uncle couple lady")
    if following in kin:
        return before != "middle"
    return before == "the" and following not in NUMBERS


def second_refuse(sentence: Sentence, place: int) -> bool:
    """/ˈɹɛfjuːs/: rubbish."""
    before, following = sentence.before(place), sentence.after(place)
    if following in words(
        "collectors collector collection bin bins dump sacks sack disposal lorry tip bag bags truck"
    ):
        return True
    if before in MODALS or before in SUBJECTS or is_many(before):
        return False
    return before in DETERMINERS | {"household", "garden", "kitchen", "of", "domestic", "with"}


def second_perfect(sentence: Sentence, place: int) -> bool:
    """/pəɹˈfɛkt/: to make perfect."""
    at = sentence.skipping_adverbs(place)
    before = sentence.at(at) if at >= 0 else ""
    return (not before or before == "to" or before in MODALS) and sentence.after(place) in OBJECTS


_ACADEMICS = words(
    "professor director editor member members dean producer degree minister lecturer fellow"
)


def second_associate(sentence: Sentence, place: int) -> bool:
    """/əˈsoʊʃiət/: one of lower rank."""
    if sentence.after(place) in _ACADEMICS:
        return True
    return not is_verb(sentence, place, otherwise=True)


def second_elaborate(sentence: Sentence, place: int) -> bool:
    """/ɪˈlæbəɹeɪt/: to tell more."""
    if sentence.after(place) in ("on", "upon"):
        return True
    return is_verb(sentence, place, otherwise=False)


def second_progress(sentence: Sentence, place: int) -> bool:
    """/pɹəˈɡɹɛs/: to go on."""
    at = sentence.skipping_adverbs(place)
    before = sentence.at(at) if at >= 0 else ""
    if sentence.after(place) in ("to", "through", "towards", "toward", "from"):
        return not before or is_many(before) or before in MODALS | SUBJECTS | {"to"}
    return second_before_nouns(sentence, place)


def second_before_nouns(sentence: Sentence, place: int) -> bool:
    """The verb, for words that before a plural at the head of a line are no verbs: "Abstract
    nouns", "Appropriate clothes"."""
    begins = sentence.skipping_adverbs(place) < 0
    if begins and is_many(sentence.after(place)):
        return False
    return is_verb(sentence, place, otherwise=False)


_OF_GRAMMAR = words(
    "tense tenses participle participles simple continuous progressive perfect day value values"
)


def second_present(sentence: Sentence, place: int) -> bool:
    """/pɹɪˈzɛnt/: to show."""
    if sentence.after(place) in _OF_GRAMMAR:
        return False
    return is_verb(sentence, place, otherwise=False)


def second_complex(sentence: Sentence, place: int) -> bool:
    """/kəmˈplɛks/: the adjective, which Americans stress on its end after a verb or "a"."""
    before, following = sentence.before(place), sentence.after(place)
    if before in ("shopping", "sports", "inferiority", "housing", "leisure", "apartment", "office"):
        return False
    return following != "of" and not (before in DETERMINERS and following in BE | {""})


def second_upset(sentence: Sentence, place: int) -> bool:
    """/ˈʌpsɛt/: a trouble or surprise."""
    return sentence.before(place) in ("an", "the", "stomach", "big", "major")


def second_frequent(sentence: Sentence, place: int) -> bool:
    """/fɹɪˈkwɛnt/: to visit often."""
    before, following = sentence.before(place), sentence.after(place)
    subject = before in SUBJECTS or before in MODALS or before == "to" or is_many(before)
    return subject and following in OBJECTS


def second_beloved(sentence: Sentence, place: int) -> bool:
    """/bɪˈlʌvd/: loved by."""
    return sentence.before(place) in BE and sentence.after(place) in ("by", "of")
