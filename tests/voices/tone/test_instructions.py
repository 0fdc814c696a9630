"""Free instructions become tone as far as it goes; the rest is counted, and nothing is guessed."""

import pytest

from voices.tone.controls import CONTROLS
from voices.tone.instructions import ENGLISH, MANDARIN, WITHOUT_MOOD, follow


@pytest.mark.parametrize(
    ("instructions", "controls", "ignored"),
    [
        ("Speak slowly.", {"speed": 0.85}, 1),
        ("very slowly", {"speed": 0.76}, 0),
        ("a bit faster", {"speed": 1.1}, 1),
        ("Talk quickly and loudly", {"speed": 1.2, "gain_db": 4.0}, 2),
        ("Fast! Then slowly.", {"speed": 1.2}, 2),
        ("lively, with pauses", {"expressiveness": 1.5, "sentence_pause_ms": 400}, 1),
        ("慢慢地说", {"speed": 0.85}, 2),
        ("非常活泼", {"expressiveness": 1.8}, 0),
        ("请大声，快速", {"gain_db": 4.0, "speed": 1.2}, 1),
    ],
)
def test_words_become_controls(instructions, controls, ignored):
    followed = follow(instructions)
    assert (dict(followed.controls), followed.mood) == (controls, "")
    assert followed.ignored == ignored


@pytest.mark.parametrize(
    "instructions",
    [
        "",
        "…?!",
        "Don't speak fast",
        "Don’t be loud",
        "not too slow",
        "without any pauses",
        "不要快",
        # What openai-agents sends of itself.
        "You will receive partial sentences. Do not complete the sentence, just read out the text.",
        "Accent: a pirate's. Pitch: high. Breakfast is at eight, and the softness of it.",
    ],
)
def test_what_asks_for_nothing_changes_nothing(instructions):
    followed = follow(instructions)
    assert not followed.controls and not followed.mood


def test_a_negation_ends_with_its_sentence():
    assert follow("Do not shout. Slowly, please.").controls == {"speed": 0.85}


def test_a_mood_is_the_voices_own_where_it_has_it():
    assert follow("sound sad", moods=["neutral", "sad"]).mood == "sad"
    assert not follow("sound sad", moods=["neutral", "sad"]).controls
    without = follow("sound sad", moods=["neutral"])
    assert without.mood == "" and without.controls == {"expressiveness": 0.7, "speed": 0.9}
    assert follow("开心一点", moods=["happy"]).mood == "happy"


def test_what_is_settled_stays():
    followed = follow("slowly and sad", moods=["sad"], settled={"speed", "mood"})
    assert (dict(followed.controls), followed.mood, followed.ignored) == ({}, "", 3)


def test_it_is_told_as_a_structured_header():
    followed = follow("Speak very slowly, and happily, like a pirate", moods=["happy"])
    assert followed.told == "speed=0.76, emotion=happy, ignored=5"
    assert follow("like a pirate").told == "ignored=3"


def test_no_word_leads_out_of_a_controls_range():
    for asked in [*ENGLISH.values(), *MANDARIN.values(), *WITHOUT_MOOD.values()]:
        for name, away in asked.items():
            control = CONTROLS[name]
            assert control.least <= control.plain + 1.6 * away <= control.most
