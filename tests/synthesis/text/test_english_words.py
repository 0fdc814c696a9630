"""Which of two readings an English word has in its sentence, and how names are read."""

from __future__ import annotations

import pytest

from synthesis.text.english_words import HETERONYMS, chosen_readings, name_reading
from synthesis.text.english_words.choosing import RULES
from tests.growth import assert_linear


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("I read it yesterday, and I will read it again.", "red reed"),
        ("The lead pipe leaks. Who is in the lead?", "led leed"),
        ("A tear ran from her eye. There is a tear in her coat.", "teer tair"),
        ("The wind blew. Wind the clock.", "winnd wined"),
        ("They live near a live concert.", "liv lyve"),
        ("Close the door and stay close to me.", "cloze cloce"),
        ("Please record a record.", "ri-KORD REK-ord"),
        ("She will present the present.", "pri-ZENT PREZ-ent"),
        ("Separate the eggs into separate bowls.", "SEP-a-rate SEP-a-rit"),
        ("Polish your Polish.", "POL-ish POH-lish"),
        ("My job today: the Book of Job.", "jobb johb"),
        ("Wait a minute for the minute insect.", "MIN-it my-NEWT"),
        ("He put down his bow and took a bow.", "boh bau"),
        ("A nice day in Nice", "nyss neess"),
        ("Reading on the train to Reading.", "REED-ing RED-ing"),
        ("He used to box; he used a glove.", "yoost yoozd"),
        ("What does a doe do? Two does ran.", "duz dohz"),
        ("Jo's house's door", "houce"),
        ("The poet presents war. Birthday presents", "pri-ZENTS PREZ-ents"),
        ("This contrasts with contrasts in tone.", "con-TRASTS CON-trasts"),
        ("A filter separates them.", "SEP-a-rates"),
        ("materials that conduct heat; good conduct", "con-DUCT CON-duct"),
        ("The nurse wound a bandage round the wound.", "wownd woond"),
        ("Elaborate on an elaborate plan.", "e-LAB-or-ate e-LAB-or-it"),
        ("Abstract nouns. Appropriate clothes", "AB-stract a-PRO-pri-it"),
        ("an associate professor", "a-SO-shi-it"),
        ("land use. Use it.", "yooss yooz"),
        ("Perfect your perfect pitch.", "per-FECT PER-fect"),
        ("Pupils progress to university. Progress is slow.", "pro-GRESS PROG-ress"),
        ("The roof is covered with lead. lead-free petrol", "led led"),
    ],
)
def test_the_sentence_tells_which_reading_is_meant(text: str, wanted: str) -> None:
    chosen = chosen_readings(text)
    assert (
        " ".join(HETERONYMS[word].readings[which][1] for word, which in chosen.values()) == wanted
    )
    for start, (word, _) in chosen.items():
        assert text[start:].lower().startswith(word)


def test_every_heteronym_has_a_rule() -> None:
    assert {word for word, found in HETERONYMS.items() if found.verb is None} == RULES.keys()


def test_a_text_without_heteronyms_has_none() -> None:
    assert chosen_readings("Nothing to see here.") == {}


def test_time_grows_with_the_text() -> None:
    sentence = "They read that the wind will live close to the desert, and record it "
    assert_linear(chosen_readings, sentence * 100, sentence * 400, times=4)


@pytest.mark.parametrize(
    ("name", "ipa"),
    [
        ("Siobhán", "ʃɪˈvɔːn"),
        ("Siobhan's", "ʃɪˈvɔːnz"),
        ("Descartes", "deɪˈkɑːɹt"),
        ("Guangzhou", "ɡwɑːŋdʒoʊ"),
        ("Xiaoming", "ʃaʊmɪŋ"),
        # letters that English has too
        ("Queen", ""),
        ("Exeter", ""),
        ("cat", ""),
    ],
)
def test_names_are_read_as_people_say_them(name: str, ipa: str) -> None:
    assert name_reading(name) == ipa
