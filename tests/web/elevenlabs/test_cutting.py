"""Text that comes in pieces is cut where speech can begin."""

import pytest

from web.elevenlabs.sockets.cutting import PendingText


def spoken(*pieces: str, flush: bool = True) -> list[str]:
    """What is taken as these pieces come, and at the end of them."""
    pending, taken = PendingText(), []
    for piece in pieces:
        pending.add(piece)
        while text := pending.take():
            taken.append(text)
    if flush:
        pending.flush()
        if text := pending.take():
            taken.append(text)
    return taken


@pytest.mark.parametrize("size", [1, 3, 5, 1000])
def test_sentences_are_whole_however_they_come(size):
    text = "Hello there. Dr. Li has 3.5 apples! 你好。 今天我们学习分数。 The end"
    parts = [text[at : at + size] for at in range(0, len(text), size)]
    found = spoken(*parts)
    assert "".join(found) == text
    assert found[-1].strip() == "The end"
    if size == 1:
        assert [each.strip() for each in found[:3]] == [
            "Hello there.",
            "Dr. Li has 3.5 apples!",
            "你好。",
        ]


def test_only_the_very_first_sentence_begins_at_a_comma():
    long = "In the middle of the long night, when all of them were asleep, "
    first, *rest = spoken(*(f"{word} " for word in f"{long}it rained. {long}it was cold.".split()))
    assert first.strip() == "In the middle of the long night,"
    assert [each.strip() for each in rest] == [
        "when all of them were asleep, it rained.",
        f"{long}it was cold.",
    ]


def test_a_sentence_without_an_end_is_cut_between_words():
    found = spoken(*(f"word{n} " for n in range(200)), flush=False)
    assert found and all(each.endswith(" ") for each in found)


def test_marks_wait_for_words():
    assert spoken("… ", " ", "— ") == []
    assert spoken("… ", "Yes. ") == ["… Yes. "]


def test_what_was_not_flushed_is_dropped():
    pending = PendingText()
    pending.add("One two")
    pending.flush()
    pending.add(" three")
    pending.drop_unflushed()
    assert pending.take() == "One two"
    assert pending.take() is None
