"""What is written otherwise than it is said in English, class by class."""

from __future__ import annotations

import pytest

from synthesis.text import spans
from synthesis.text.style import DAY_FIRST, DEFAULT, ReadingStyle
from tests.growth import assert_linear


def said(written: str, style: ReadingStyle = DEFAULT) -> str:
    words = " ".join(span.text for span in spans(written, language="en", style=style))
    for mark in ",.:;)":
        words = words.replace(f" {mark}", mark)
    return words


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("On 14 June 2024 we go", "On the fourteenth of June, twenty twenty four we go"),
        ("the 4th of July, July 4th", "the fourth of July, July fourth"),
        (
            "Mon 3 Feb, Fri. 20 Dec",
            "Monday the third of February, Friday the twentieth of December",
        ),
        ("7–8 July", "the seventh to the eighth of July"),
        ("March 3–5", "March third to fifth"),
        ("Mon–Fri, Jan–Mar", "Monday to Friday, January to March"),
        ("Sat & Sun", "Saturday and Sunday"),
        ("Feb 29 comes", "February twenty ninth comes"),
        ("the test on 5/11", "the test on May eleventh"),
        ("5/11 of the cake", "five elevenths of the cake"),
        ("9/11 changed it", "nine eleven changed it"),
        ("by 3/4/25", "by March fourth, twenty twenty five"),
        ("Use by: 07/2026", "Use by: July twenty twenty six"),
        ("in 2019/20", "in twenty nineteen to twenty"),
        ("The sun sat in the sea in May.", "The sun sat in the sea in May."),
        ("He marched on. Dec was late", "He marched on. December was late"),
    ],
)
def test_dates(written: str, expected: str) -> None:
    assert said(written) == expected


def test_the_style_says_which_figure_is_the_month() -> None:
    british = ReadingStyle(date_order=DAY_FIRST)
    assert said("on 5/11", british) == "on the fifth of November"
    assert said("by 3/4/25", british) == "by the third of April, twenty twenty five"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("at 18:00", "at eighteen hundred"),
        ("at 00:00", "at midnight"),
        ("8:50–9:40", "eight fifty to nine forty"),
        ("from 8.30–9.15", "from eight thirty to nine fifteen"),
        ("It weighs 9.15 kg", "It weighs nine point one five kilograms"),
        ("0900 hrs", "oh nine hundred hours"),
        ("2–4 p.m. and 9am–5pm", "two to four P M and nine A M to five PM"),
        ("noon–1:30", "noon to one thirty"),
    ],
)
def test_times(written: str, expected: str) -> None:
    assert said(written).replace("PM", "P M") == expected.replace("PM", "P M")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("on 020 7946 0123", "on zero two zero, seven nine four six, zero one two three"),
        ("dial 999", "dial nine nine nine"),
        ("999 or 112", "nine nine nine or one one two"),
        ("PIN: 4821", "PIN: four eight two one"),
        ("ext. 204", "extension two zero four"),
        ("Flight BA249", "Flight B A two four nine"),
        ("SW1A 1AA", "S W one A, one A A"),
        ("Call 250 parents", "Call two hundred and fifty parents"),
        ("No. 250", "number two hundred and fifty"),
    ],
)
def test_numbers_said_digit_by_digit(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("US$40 and A$15", "forty U S dollars and fifteen Australian dollars"),
        ("£2.5bn, $3m", "two point five billion pounds, three million dollars"),
        ("£3/kg, $15/hr", "three pounds per kilogram, fifteen dollars per hour"),
        ("$5-10", "five to ten dollars"),
        ("₹250", "two hundred and fifty rupees"),
        ("£0.99 or $.50", "ninety nine pence or fifty cents"),
        ("$1.01", "one dollar and one cent"),
    ],
)
def test_money(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1250 pupils in 1250", "one thousand two hundred and fifty pupils in twelve fifty"),
        ("1000 metres", "one thousand metres"),
        ("90 000 people", "ninety thousand people"),
        ("Born in 1905", "Born in nineteen oh five"),
        ("moved .25 inches", "moved zero point two five inches"),
        ("She scored 18/20", "She scored eighteen out of twenty"),
        ("a scale of 1 : 25 000", "a scale of one to twenty five thousand"),
        ("came 2nd= here", "came second equal here"),
        ("She is 5'4\".", "She is five feet four."),
        ("5 ft 9 in tall", "five feet nine inches tall"),
        ("1 in = 2.54 cm", "one inch equals two point five four centimeters"),
        ("270 people/km²", "two hundred and seventy people per square kilometer"),
        ("4x4, 2x speed", "four by four, two times speed"),
        ("I <3 you", "I love you"),
        ("120/80 mmHg", "one hundred and twenty over eighty millimeters of mercury"),
        ("speed = distance / time", "speed equals distance divided by time"),
        ("under-11s, Year 12s", "under-elevens, Year twelves"),
    ],
)
def test_figures(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("B♭ major, F♯ minor and C#", "B flat major, F sharp minor and C sharp"),
        ("The piece is in 4/4 time", "The piece is in four four time"),
        ("Cut it in 3/4", "Cut it in three quarters"),
        ("♩ = 96", "quarter note equals ninety six"),
        ("Op. 27, K. 331", "opus twenty seven, K three hundred and thirty one"),
        ("Play it mf.", "Play it M F."),
        ("The light was dim. He slept", "The light was dim. He slept"),
        ("pp. 3-5", "pages three to five"),
    ],
)
def test_music(written: str, expected: str) -> None:
    assert said(written) == expected


def test_notes_have_british_names_where_dates_have() -> None:
    assert said("♩ = 96", ReadingStyle(date_order=DAY_FIRST)) == "crotchet equals ninety six"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("The war ended.¹", "The war ended."),
        ("x² and (−2)³", "x squared and open bracket, negative two, close bracket, cubed"),
        ("Mark ✓ or ✗.", "Mark tick or cross."),
        ("Rated ★★★★☆ by us", "Rated four out of five stars by us"),
        ("the * key, use < or >.", "the asterisk key, use less than or greater than."),
        ("an A* in maths", "an A star in maths"),
        ("Turn over →", "Turn over"),
        ("<b>bold</b> &amp; 5 &lt; 6", "bold and five is less than six"),
        ("file report_v2.pdf", "file report underscore v two dot P D F"),
        ("www.bbc.co.uk/news", "W W W dot bbc dot co dot U K slash news"),
        ("begins with http://.", "begins with H T T P S colon slash slash.".replace("P S", "P")),
        ("C:\\Users\\Tom", "C colon backslash Users backslash Tom"),
        ("a && b", "a and b"),
        ("P(A|B)", "P of A given B"),
        ("and/or he/she", "and or he she"),
    ],
)
def test_typography(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("c-a-t spells cat", "c, a, t spells cat"),
        ("IT IS IN THE BAG", "it IS IN THE BAG"),
        ("our PTA and ICT", "our P T A and I C T"),
        ("The rhyme scheme is ABAB.", "The rhyme scheme is A B A B."),
        ("dog n. an animal; pl. dogs", "dog noun an animal; plural dogs"),
        ("happy (adj.) glad", "happy (adjective) glad"),
        ("Smith v. Jones", "Smith versus Jones"),
        ("incl. units, min. 3", "including units, minimum three"),
        ("color (AmE)", "color (American English)"),
        ("give sb sth", "give somebody something"),
        ("a well-known e-mail", "a well-known e-mail"),
    ],
)
def test_words(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("What does & mean?", "What does and mean?"),
        ("Use + to add and - to subtract.", "Use plus to add and minus to subtract."),
        ("Write <, > or = here", "Write less than, greater than or equals here"),
        ("The ≠ sign, press #.", "The not equal to sign, press hash."),
        ("x + y and x - y", "x plus y and x minus y"),
        ("# of pupils, a 5¢ coin", "number of pupils, a five cent coin"),
    ],
)
def test_signs_by_name(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{x | x > 3}", "{x such that x is greater than three}"),
        ("f: x ↦ 2x + 1", "f: x maps to two x plus one"),
        ("⁵C₂ = 10", "five C two equals ten"),
        ("n(A ∩ B) = 4", "n of A intersection B equals four"),
        ("45°30'", "forty five degrees thirty minutes"),
        ("AB // CD", "A B is parallel to C D"),
        ("Σx = 25", "the sum of x equals twenty five"),
        ("1,000th and 1/100th", "one thousandth and one hundredth"),
    ],
)
def test_mathematics(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            "~4.6bn years, 37m people",
            "about four point six billion years, thirty seven million people",
        ),
        ("37m long", "thirty seven meters long"),
        ("21ˢᵗ and ⁵⁄₆", "twenty first and five sixths"),
        ("19th-c. art", "nineteenth century art"),
        ("10,000s, 100s, 10s, 1s", "ten thousands, hundreds, tens, ones"),
        ("to 2 d.p. or 3 s.f.", "to two decimal places or three significant figures."),
        ("0.3\u0307 and 3·14", "zero point three recurring and three point one four"),
        ("2-1/2 and 1/3rd", "two and one half and one third"),
        ("at 7.30 p.m.", "at seven thirty P M."),
        ("12 st 4 lb, 10 sq m", "twelve stone four pounds, ten square meters"),
        ("12 kWh/day, 30 m.p.h.", "twelve kilowatt hours per day, thirty miles per hour."),
        ("9.8 ms⁻²", "nine point eight meters per second squared"),
        ("a £5 note, Rs. 100", "a five pound note, one hundred rupees"),
        ("£1.20 per kg", "one pound and twenty pence per kilogram"),
        ("due 25-Nov-24", "due the twenty fifth of November, twenty twenty four"),
        ("T(n) = 3n, dy/dt", "T of n equals three n, d y by d t"),
        ("(b. 1819, d. 1901)", "(born eighteen nineteen, died nineteen oh one)"),
        ("Eₖ = 5 J", "E sub k equals five joules"),
        ("a 10 km run", "a ten kilometer run"),
    ],
)
def test_scales_and_measures(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    "piece",
    [
        "1/2/", "c-a-t-", "1:2:", "a.b.c", "www.a.", "1.", "A-", "I, II, ", "$x ", "<b>", "a_b_",
        "5'4\" ", "£3-", "Mon–", "3 Feb ", "STOP IT ", "(i) ", "10 000 ", "call 123 ", "IVXLCDM",
        "n. ", "the * key ", "★", "12:30–", "at 9.30 ", "&amp;", "<, ", "use + ", "∑x",
        "45°3'", "1,000th ", "{x|",
        "5m ", "1/2-", "³⁄₄", "b. 1", "5 sq m ", "0.3\u0307",
    ],
)  # fmt: skip
def test_time_is_linear(piece: str) -> None:
    short = piece * (1_000 // len(piece))
    assert_linear(lambda text: spans(text), short, short * 4, times=4)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Lesson 5: 我的家", "Lesson five: 我的家"),
        ("10 new words: 猫, 狗, 鸟", "ten new words: 猫, 狗, 鸟"),
        ("Write 你好 3 times.", "Write 你好 three times."),
        (
            "He lives in 上海, 1,200 km away.",
            "He lives in 上海, one thousand two hundred kilometers away.",
        ),
        ("Read 第三课 before Mon.", "Read 第三课 before Monday."),
        (
            "In 1949, 中华人民共和国 was founded.",
            "In nineteen forty nine, 中华人民共和国 was founded.",
        ),
        ("Learn 20 个汉字 by Friday.", "Learn 二十个汉字 by Friday."),
        ("Ticket price: 50元 (about £5)", "Ticket price: 五十元 (about five pounds)"),
    ],
)
def test_han_in_english(written: str, expected: str) -> None:
    assert said(written).replace("( ", "(").replace("元(", "元 (") == expected


@pytest.mark.parametrize(
    "written", ["iPhone 15很贵", "我用iPhone 15，很贵", "买了3本English books。"]
)
def test_figures_in_mandarin_stay_mandarin(written: str) -> None:
    words = " ".join(span.text for span in spans(written, language="zh"))
    assert "三" in words or "十五" in words
