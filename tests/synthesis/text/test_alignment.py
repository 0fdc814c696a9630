"""Letters of what is spoken find the words they belong to."""

from hypothesis import given
from hypothesis import strategies as st

from synthesis.text.alignment import NOBODY, owners


def shown(expected: list[str], spoken: str) -> str:
    return "".join("." if o == NOBODY else str(o) for o in owners(expected, spoken))


def test_equal_words_own_their_letters():
    assert shown(["ðə", "kˈæt"], "ðə kˈæt.") == "00.1111."


def test_joined_words_are_told_apart():
    assert shown(["ʌv", "ðə", "kˈæt"], "ʌvðə kˈæt") == "0011.2222"


def test_changed_and_added_letters_go_to_the_word_they_stand_in():
    assert shown(["ðə", "ˈɪnɹoʊ", "kæt"], "ði ˈɪn tə ɹoʊ kæt") == "00.111.11.111.222"


def test_a_word_in_other_sounds_stays_between_its_neighbours():
    expected = ["ɪn", "tˈuθˈWzᵊnd", "ˈɛvɹi"]
    assert shown(expected, "ɪn twˈɛnti tˈɛn ˈɛvɹi") == "00.1111111.1111.22222"


def test_tones_belong_to_their_syllables():
    assert shown(["lau↓", "ʂɨ→"], "lau↗ʂɨ→") == "0000111"


@given(st.lists(st.text("abcdeˈ", min_size=1, max_size=5), max_size=8), st.text("abcde ,.ˈ"))
def test_owners_never_decrease_and_all_letters_have_one(expected, spoken):
    found = owners(expected, spoken)
    owned = [owner for owner in found if owner != NOBODY]
    assert owned == sorted(owned)
    letters = sum(c not in " ,." for c in spoken)
    assert len(owned) in (0, letters)
    assert not owned or max(owned) < len(expected)


@given(st.lists(st.text("abcdeˈ", min_size=1, max_size=5), min_size=1, max_size=8))
def test_words_spoken_as_expected_keep_all_their_letters(expected):
    whole = "".join(word if at == 0 else f" {word}" for at, word in enumerate(expected))
    found = owners(expected, whole)
    assert [found.count(at) for at in range(len(expected))] == [len(word) for word in expected]
