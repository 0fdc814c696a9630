"""A segment's audio is one attempt's, or of several that begin alike; never put together."""

import random

import pytest

from synthesis.takes import Chunk, Take

FIRST, SECOND = b"abcdefgh", b"abcdEFGH"


def cut(attempt: str, pcm: bytes, size: int) -> list[Chunk]:
    return [Chunk(attempt, at, pcm[at : at + size]) for at in range(0, len(pcm), size)]


def test_an_attempt_that_makes_the_same_goes_on_where_the_other_died():
    take = Take()
    assert take.add(cut("a", FIRST, 3)[:2]) == b"abcdef"
    assert take.add(cut("b", FIRST, 4)) == b"gh"
    assert take.rest_of(FIRST) == b""


def test_an_attempt_that_makes_something_else_adds_nothing():
    take = Take()
    assert take.add(cut("a", FIRST, 3)[:2]) == b"abcdef"
    assert take.add(cut("b", SECOND, 2)) == b""
    assert take.rest_of(SECOND) is None
    assert take.rest_of(FIRST) == b"gh"


def test_the_same_beginning_is_enough():
    take = Take()
    assert take.add(cut("a", FIRST, 4)[:1]) == b"abcd"
    assert take.add(cut("b", SECOND, 2)) == b"EFGH"
    assert take.rest_of(SECOND) == b""
    assert take.rest_of(FIRST) is None


def test_who_has_nothing_begins_with_the_attempt_that_began_last():
    chunks = [*cut("dead", FIRST, 2)[:3], *cut("b", SECOND, 4)]
    assert Take().add(chunks) == SECOND


def test_a_file_that_is_shorter_than_what_was_given_is_another_take():
    take = Take()
    take.add(cut("a", FIRST, 8))
    assert take.rest_of(FIRST[:4]) is None


@pytest.mark.parametrize("seed", range(200))
def test_however_chunks_are_mixed_what_is_given_begins_one_take(seed):
    chance = random.Random(seed)
    common = chance.randrange(0, 40)
    whole = {
        attempt: bytes(common) + bytes([number + 1]) * chance.randrange(0, 40)
        for number, attempt in enumerate("abc")
    }
    waiting = {name: cut(name, pcm, chance.randrange(1, 9)) for name, pcm in whole.items()}
    take, given = Take(), b""
    while any(waiting.values()):
        name = chance.choice([name for name, chunks in waiting.items() if chunks])
        count = chance.randrange(1, 4)
        batch, waiting[name] = waiting[name][:count], waiting[name][count:]
        if chance.random() < 0.1:
            batch = batch[1:]  # one was lost
        given += take.add(batch)
        assert any(pcm.startswith(given) for pcm in whole.values())
    for pcm in whole.values():
        rest = take.rest_of(pcm)
        assert (rest is not None) == pcm.startswith(given)
        assert rest is None or given + rest == pcm
