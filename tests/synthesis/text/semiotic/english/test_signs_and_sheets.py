"""Signs, shapes and what worksheets have around their text, with what an English teacher says."""

from __future__ import annotations

import pytest

from synthesis.text import spans
from synthesis.text.semiotic.english.money import CURRENCIES
from tests.growth import assert_linear
from tests.synthesis.text.semiotic.english.saying import said


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Press ↑ ↓ ← → to move.", "Press up, down, left, right to move."),
        ("Use the ↑↓ keys", "Use the up, down keys"),
        ("↑ price → ↓ demand", "up price to down demand"),
        ("The hash (#) key", "The hash key"),
        ("Tick ✓ or cross ✗ each box.", "Tick or cross each box."),
        ("Press * 3 times", "Press star three times"),
        ("The ? shows a question.", "The question mark shows a question."),
        ("What is 5 ○ 3 if ○ means add?", "What is five circle three if circle means add?"),
        ("Rating: 4/5 ★", "Rating: four out of five stars"),
        ("Sales (£000)", "Sales (thousands of pounds)"),
        ("Profit ($bn)", "Profit (billions of dollars)"),
        ("LO: To add fractions", "learning objective: To add fractions"),
        ("km/h vs. mph", "kilometers per hour versus miles per hour"),
        ("∆T = 5 K", "delta T equals five kelvins"),
        ("The map is 1:50 000 in scale.", "The map is one to fifty thousand in scale."),
        ("AB || CD", "A B is parallel to C D"),
        ("AB//CD", "A B is parallel to C D"),
        ("Type x = 5", "Type x equals five"),
        ("Type II diabetes", "Type two diabetes"),
        ("EU, US", "EU, US"),
        ("TELL US WHY", "TELL us WHY"),
        ("Water ⇄ ice", "Water both ways ice"),
        ("The Sun ≫ the Moon", "The Sun is much greater than the Moon"),
        ("I ♥ NY", "I love NY"),
        ("♫ Sing along! ♫", "Sing along!"),
        ("Key: ★ capital city", "Key: star capital city"),
        ("Find the value of ▲.", "Find the value of triangle."),
        ("▲ + ● = 12", "triangle plus circle equals twelve"),
        ("If ★ = 4, what is ★ + ★?", "If star equals four, what is star plus star?"),
        ("Key: ● = town, ■ = city", "Key: circle equals town, square equals city"),
        ("24/36 = □/3", "twenty four thirty sixths equals box over three"),
        ("Tag it #maths", "Tag it hashtag maths"),
        ("#include <stdio.h>", "hash include stdio.h"),
        ("Go ← left or → right", "Go left or right"),
        ("Turn 90° ↻", "Turn ninety degrees clockwise"),
        ("Press ⌘ C", "Press command C"),
        ("Home > Year 6 > Maths", "Home, Year six, Maths"),
        ("See §§ 4–6.", "See sections four to six."),
        ("₹ is the Indian rupee sign.", "rupee is the Indian rupee sign."),
        ("Pay in ₹ or ¥.", "Pay in rupee or yen."),
        ("5 ¢ and 10 ¢ coins", "five cents and ten cent coins"),
        ("A ; joins two clauses.", "A semicolon joins two clauses."),
        ("Use a , here. Add a ! there.", "Use a comma here. Add a exclamation mark there."),
        ("Plan A: birds sing. They fly.", "Plan A: birds sing. They fly."),
        ("Write + or – in each box.", "Write plus or minus in each box."),
        ("~ 20 pupils", "about twenty pupils"),
        ("C- on the test", "C minus on the test"),
        ("AT&T and M&S", "A T and T and M and S"),
        ("K♠ and Q♥", "king of spades and queen of hearts"),
        ("10♥ beats 9♠", "ten of hearts beats nine of spades"),
        ("Click the ✕ button", "Click the cross button"),
        ("3 ✖ 4", "three times four"),
        ("2 ➕ 3", "two plus three"),
        ("Go → 2 squares", "Go right two squares"),
        ("🍎 + 🍌 = 4", "red apple plus banana equals four"),
        ("Type a / between them", "Type a slash between them"),
        ("An _ joins words", "An underscore joins words"),
        ("Use | to part words", "Use bar to part words"),
        ("Items marked * are extra", "Items marked asterisk are extra"),
        ("! = command", "exclamation mark equals command"),
        ("Write ? if you are not sure", "Write question mark if you are not sure"),
        ("The ' shows a missing letter", "The apostrophe shows a missing letter"),
        ("Press the – button", "Press the minus button"),
        ("buns, jam, &c.", "buns, jam, et cetera."),
        ("(c) 2022 Oak School", "copyright twenty twenty two Oak School"),
        ("Dial *100#", "Dial star one zero zero hash"),
        ("Well done ^_^", "Well done"),
        ("Jack ✓✓✗", "Jack tick tick cross"),
        ("← Back", "Back"),
        ("A £ coin or two € coins", "A pound coin or two euro coins"),
        ("Put +, -, x or ÷ in the box", "Put plus, minus, times or divided by in the box"),
        ("y = x - x", "y equals x minus x"),
        ("Put a × or ✓ by it", "Put a cross or tick by it"),
        ("a × b", "a times b"),
        ("What is the % change?", "What is the percentage change?"),
        ("Circle: ▲ ■ ●", "Circle: triangle, square, circle,"),
        ("5 ● and 3 ■", "five circles and three squares"),
        ("♻ means recycle", "recycling symbol means recycle"),
        ("Type <your name here>", "Type your name here"),
        ("- [x] Bag packed", "Bag packed"),
        ("✓", "tick"),
        ("£ $ €", "pounds dollars euros"),
        ("= = = = =", ""),
        ("★★★", "three stars"),
    ],
)
def test_signs(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize("symbol", CURRENCIES)
def test_every_currency_has_its_names(symbol: str) -> None:
    one, many, part, parts = CURRENCIES[symbol]
    if symbol not in ("¥", "￥"):
        assert said(f"It costs {symbol} 3.05 now") == f"It costs three {many} and five {parts} now"
    assert one and part


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("=======\nUNIT 3\n=======", "UNIT three."),
        ("- - - - -\nName", "Name"),
        ("### 2. Main idea", "two. Main idea"),
        ("<<< Back", "Back"),
        ("① Read ② Write ㉑ Say", "one Read two Write twenty one Say"),
        ("⑴ Read ❷ Write", "one Read two Write"),
        ("Ⓐ cat Ⓑ dog", "A cat B dog"),
        ("Page 3/12", "Page three of twelve"),
        ("Total /25", "Total out of twenty five"),
        ("Mon\tTue\tWed", "Monday, Tuesday, Wednesday"),
        ("Day | Temp\nMon | 12°C", "Day, Temp. Monday, twelve degrees Celsius"),
        ("Jan, Feb and Mar", "January, February and Mar"),
        ("ACT I, SCENE 2", "ACT one, SCENE two"),
        ("i. red\nii. blue", "one. red. two. blue"),
        ("Answer: ____ cm", "Answer: blank centimeters"),
        ("I stood ____ in the park.", "I stood blank in the park."),
        ("Ans: 12", "answer: twelve"),
        ("Il a 12 ans.", "Il a twelve ans."),
        ("Eng. 'water' = Ger. 'Wasser'", "English 'water' equals German 'Wasser'"),
    ],
)
def test_sheets(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Mme Curie met Fr. Brown", "Madame Curie met Father Brown"),
        ("Park Ln. and Hill Dr.", "Park lane and Hill Drive."),
        ("vol. 2, no. 3, ed. by J. Smith", "volume two, number three, edited by J. Smith"),
        ("min. age 5", "minimum age five"),
        ("WWI, WWII", "World War one, World War two"),
        ("bb. 12–16 and b. 12", "bars twelve to sixteen and bar twelve"),
        ("b. 1564", "born fifteen sixty four"),
        ("arr. J. S. Bach", "arranged by J. S. Bach"),
        ("arr. London 9:05", "arrives London nine oh five"),
        ("Dm7, Cmaj7 and G7", "D minor seven, C major seven and G seven"),
        ("Eb alto sax", "E flat alto sax"),
        ("AABA form", "eigh eigh B eigh form"),
        ("Vln. II", "violin two"),
        ("SATB choir", "S eigh T B choir"),
    ],
)
def test_cut_short(written: str, expected: str) -> None:
    assert said(written).replace("A", "eigh") == expected.replace("A", "eigh")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("我有2本书。 = I have 2 books.", "我有两本书。 equals I have two books."),
        ("今天星期三 = Today is Wednesday", "今天星期三 equals Today is Wednesday"),
        ("他6岁了。 = He is 6.", "他六岁了。 equals He is six."),
    ],
)
def test_two_languages_in_an_english_text(written: str, expected: str) -> None:
    assert " ".join(span.text for span in spans(written, language="en")) == expected


def test_an_equals_sign_of_a_mandarin_text_is_said_in_mandarin() -> None:
    text = "".join(span.text for span in spans("今天星期三 = Wednesday", language="zh"))
    assert "等于" in text


@pytest.mark.parametrize(
    "piece", ["★ ", "Mon, ", "Page 3/", "Home > ", "=", "- ", "I ♥ ", "# ", "____ ", "I <3 ", "① "]
)
def test_time_is_linear(piece: str) -> None:
    short = "Read this: " + piece * (600 // len(piece))
    long = "Read this: " + piece * (2400 // len(piece))
    assert_linear(lambda text: spans(text), short, long, times=4)


@pytest.mark.parametrize(
    ("written", "expected"),
    [("#", "hash"), ("*", "asterisk"), ("?", "question mark"), ("<", "less than"), ("†", "dagger")],
)
def test_a_sign_that_is_the_whole_text_is_named(written: str, expected: str) -> None:
    assert said(written) == expected
    assert expected not in said(f"One.\n\n{written}\n\nTwo.")
