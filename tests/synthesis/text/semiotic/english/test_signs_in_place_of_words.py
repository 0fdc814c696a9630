"""Pictures, marks and lone signs of English texts that stand where a word would."""

from __future__ import annotations

import pytest

from synthesis.text import plan, spans
from tests.growth import assert_linear
from tests.synthesis.text.semiotic.english.saying import said


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Was it 👍 or 👎?", "Was it thumbs up or thumbs down?"),
        ("He gave me a 👍.", "He gave me a thumbs up."),
        ("Today's weather: ☁️", "Today's weather: cloud"),
        ("You need: ✏️ 📏 ✂️", "You need: pencil straight ruler scissors"),
        ("Match ✡ to its religion.", "Match star of David to its religion."),
        ("I 💚 science", "I love science"),
        ("Kids ♥ books.", "Kids love books."),
        ("Move the ♘ to f3.", "Move the knight to f three."),
        ("Press ⌥⌘Esc", "Press option command escape"),
        ("Go ← then ↑", "Go left then up"),
        ("51° 30′ N", "fifty one degrees thirty minutes north"),
        ("How many £s?", "How many pounds?"),
        ("It costs ₤5.", "It costs five pounds."),
        ("It costs ₤1.05.", "It costs one pound five."),
        ("Grades A*–C", "Grades A star to C"),
        ("A 45° angle", "A forty five degree angle"),
        ("A 6′ fence", "A six foot fence"),
        ("All text © BBC 2021", "All text copyright BBC twenty twenty one"),
        ("©2023 J. Smith.", "copyright twenty twenty three J. Smith."),
        ("Is it a + or a −?", "Is it a plus or a minus?"),
        ("Use _ instead of spaces.", "Use underscore instead of spaces."),
        ("A --> B", "A to B"),
        ("Boys : girls = 2 : 3", "Boys to girls equals two to three"),
        ("Follow the → to the exit.", "Follow the right arrow to the exit."),
        ("Put ( ) around the word.", "Put brackets around the word."),
        ("Use ; not :", "Use semicolon not colon"),
        ("How many ✗s?", "How many crosses?"),
        ("🍎🍎 = 6", "red apple red apple equals six"),
        ("Copyright © 2020–2024", "Copyright twenty twenty to twenty twenty four"),
        ("☎ 555 1234", "five five five, one two three four"),
    ],
)
def test_signs_in_place_of_a_word_are_said(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Well done 🎉", "Well done"),
        ("I love it 😍 so much", "I love it so much"),
        ("✨New✨ books", "New books"),
        ("My dog 🐶 is big.", "My dog is big."),
    ],
)
def test_pictures_that_adorn_a_line_are_not_said(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Sign\tName\n&\tampersand", "Sign, Name. and, ampersand"),
        ("Sign\tName\n<\tless than", "Sign, Name. less than, less than"),
        ("Sign\tName\n_\tunderscore", "Sign, Name. underscore, underscore"),
        ("#\tName\n1\tAnn", "number, Name. one, Ann"),
        ("| Sign | Name |\n|---|---|\n| ! | not |", "Sign, Name. exclamation mark, not"),
        ("Weather\tDay\n🌧\tTue", "Weather, Day. cloud with rain, Tue"),
        ("*\tEggs\n*\tMilk", ", Eggs., Milk"),
    ],
)
def test_a_cell_with_one_sign_is_not_silent(written: str, expected: str) -> None:
    assert said(written) == expected


def test_a_cell_with_one_sign_is_not_silent_in_mandarin() -> None:
    parts = [spans(each.text, language="zh") for each in plan("符号\t名称\n&\t和号\n<\t小于")]
    assert "".join(span.text for part in parts for span in part).count("小于号，") == 1


@pytest.mark.parametrize("piece", ["a 👍 or ", "\t&", "| ! ", "♘ ", "© a ", "£s ", "° N ", "👍"])
def test_time_is_linear(piece: str) -> None:
    short, long = piece * 100, piece * 400
    assert_linear(lambda text: spans(text), short, long, times=4)
