"""Two editors change a document: different lines merge, the same line is a conflict."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.document import (
    BadDocument,
    Document,
    Line,
    as_text,
    keys_of,
    packed,
    parse_line,
    unpacked,
)
from lessons.patch import Conflict, Patch, merged, parse_patch

KEYS = [f"line{number:02}" for number in range(8)]
LINES = st.builds(
    Line, key=st.sampled_from(KEYS), text=st.sampled_from(["a", "b", "c"]), take=st.integers(0, 1)
)


def document(*keys: str, changed: int = 1) -> Document:
    return Document(lines=tuple(Line(key=key, text=key, changed=changed) for key in keys))


def test_changes_of_different_lines_merge():
    first = merged(document(*KEYS), Patch(1, upsert=(Line(key=KEYS[0], text="x"),)), revision=2)
    both = merged(first, Patch(1, upsert=(Line(key=KEYS[5], text="y"),)), revision=3)
    assert [(both.lines[at].text, both.lines[at].changed) for at in (0, 5)] == [("x", 2), ("y", 3)]


def test_the_same_line_is_a_conflict_and_nothing_is_saved():
    first = merged(document(*KEYS), Patch(1, upsert=(Line(key=KEYS[0], text="x"),)), revision=2)
    with pytest.raises(Conflict) as conflict:
        merged(first, Patch(1, upsert=(Line(key=KEYS[0], text="y"),)), revision=3)
    [clash] = conflict.value.clashes
    assert (clash.yours.text, clash.theirs.text) == ("y", "x")
    # The same change twice is none.
    same = Patch(1, upsert=(Line(key=KEYS[0], text="x"),))
    assert merged(first, same, revision=3) == first


def test_a_line_that_others_deleted_or_changed_is_a_conflict():
    deleted = merged(document(*KEYS), Patch(1, delete=(KEYS[0],)), revision=2)
    with pytest.raises(Conflict) as conflict:
        merged(deleted, Patch(1, upsert=(Line(key=KEYS[0], text="y"),)), revision=3)
    assert conflict.value.clashes[0].theirs is None
    # Whoever knows of the deletion may undo it.
    back = merged(deleted, Patch(2, upsert=(Line(key=KEYS[0], text="y"),)), revision=3)
    assert back.line(KEYS[0]).text == "y" and not back.gone
    changed = merged(document(*KEYS), Patch(1, upsert=(Line(key=KEYS[0], text="x"),)), revision=2)
    with pytest.raises(Conflict) as conflict:
        merged(changed, Patch(1, delete=(KEYS[0],)), revision=3)
    assert conflict.value.clashes[0].yours is None


def test_lines_of_others_stay_after_their_predecessor():
    one, two, three = KEYS[:3]
    theirs = merged(
        document(one, two),
        Patch(1, upsert=(Line(key="theirs1"),), order=(one, "theirs1", two)),
        revision=2,
    )
    mine = merged(theirs, Patch(1, upsert=(Line(key=three),), order=(two, three, one)), revision=3)
    assert keys_of(mine.lines) == [two, three, one, "theirs1"]


@given(
    st.lists(st.sampled_from(KEYS), unique=True),
    st.lists(st.sampled_from(KEYS), unique=True),
    st.lists(LINES, unique_by=lambda line: line.key),
    st.lists(LINES, unique_by=lambda line: line.key),
    st.permutations(KEYS),
)
def test_whatever_two_send_nothing_is_lost_silently(start, deleted, one, two, order):
    base = document(*start)
    mine = [line for line in one if line.key not in deleted]
    first = merged(base, Patch(1, upsert=tuple(mine), delete=tuple(deleted)), revision=2)
    try:
        second = merged(first, Patch(1, upsert=tuple(two), order=tuple(order)), revision=3)
    except Conflict as conflict:
        touched = {clash.key for clash in conflict.clashes}
        assert touched <= ({line.key for line in mine} | set(deleted)) & {line.key for line in two}
        return
    kept = {line.key: line for line in second.lines}
    for line in (*mine, *two):
        assert kept[line.key].same_as(line)
    assert len(kept) == len(second.lines)
    assert set(kept) == (set(start) - set(deleted)) | {line.key for line in (*mine, *two)}


@given(st.lists(LINES, unique_by=lambda line: line.key), st.text(max_size=20))
def test_a_document_survives_being_kept(lines, title):
    whole = Document(title=title, lines=tuple(lines), gone={"deleted1": 3})
    assert unpacked(as_text(packed(whole))) == whole


def reading(start: int = 0, end: int = 1, kind: str = "ipa", value: str = "a") -> dict:
    return {"start": start, "end": end, "kind": kind, "value": value}


@pytest.mark.parametrize(
    "line",
    [
        {"key": "short"},
        {"key": "ainotice"},
        {"key": "UPPER123"},
        {"key": "goodkey1", "kind": "verse"},
        {"key": "goodkey1", "text": "a\nb"},
        {"key": "goodkey1", "text": "a" * 1001},
        {"key": "goodkey1", "text": "\ud800"},
        {"key": "goodkey1", "kind": "pause", "text": "a"},
        {"key": "goodkey1", "pause_ms": -1},
        {"key": "goodkey1", "speed": True},
        {"key": "goodkey1", "colour": "red"},
        {"key": "goodkey1", "text": "ab", "readings": [reading(start=1, end=3)]},
        {"key": "goodkey1", "text": "ab", "readings": [reading(kind="say_as")]},
        {"key": "goodkey1", "text": "ab", "readings": [reading(end=2), reading(start=1)]},
        "line",
    ],
)  # fmt: skip
def test_what_is_no_line_is_refused(line):
    with pytest.raises(BadDocument):
        parse_line(line)


@pytest.mark.parametrize(
    "patch",
    [
        {},
        {"base_revision": "1"},
        {"base_revision": 1, "order": ["a", "a"]},
        {"base_revision": 1, "upsert": {}},
        {"base_revision": 1, "lines": []},
        [],
    ],
)
def test_what_is_no_patch_is_refused(patch):
    with pytest.raises(BadDocument):
        parse_patch(patch)
