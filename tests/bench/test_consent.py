"""What was tried is drawn by its number alone, kept line by line, and counted once."""

import json

import numpy as np

from bench.consent import people
from bench.consent.__main__ import line, rows
from bench.consent.trying import Tried, keep, tries_in
from bench.consent.ways import drawn
from voices.consent import wording

WAY = "a base voice reads"


def test_a_statement_is_drawn_by_its_number_alone():
    one, again, other = (drawn("en", 3, np.random.default_rng([3, n])) for n in (7, 7, 8))
    assert one == again and other.number + other.text != one.number + one.text
    assert len(one.number) == wording.DIGITS and set(one.number) <= set(wording.ALPHABET)
    assert all(left != right for left, right in zip(one.number, one.number[1:], strict=False))
    assert len(set(one.words)) == len(one.words) and all(word in one.text for word in one.words)


def test_what_was_tried_twice_counts_once(tmp_path):
    file = tmp_path / "kept.jsonl"
    assert tries_in(file) == []
    for number, voice, after in ((1, "af_bella", []), (0, "zf_xiaoni", ["recording_copied"])):
        keep(file, Tried(number, WAY, voice, "en", "", after))
    keep(file, Tried(1, WAY, "af_bella", "en", "", ["consent_synthetic"]))
    tries = tries_in(file)
    assert [one.number for one in tries] == [0, 1]
    counted = line(WAY, tries)
    assert (counted["tried"], counted["voices"], counted["accepted_after"]) == (2, 2, 0)
    assert counted["accepted_before"] == 2 and "| 2 | 2 | 2 | 0 |" in rows([counted])[-1]


def test_each_check_of_people_counts_what_it_could_judge():
    kind = {"file": "libri_1__a.wav", "seconds": 9.0, "judged": True, "mark": None}
    lines = [
        {**kind, "synthetic": False, "in_common": 3, "apart": -1.0},
        {**kind, "synthetic": True, "in_common": 20, "apart": None},
    ]
    found = people.figures(json.loads(json.dumps(lines)))
    assert found["people"] == 1 and found["any"]["refused"] == 1
    assert (found["synthetic"]["refused"], found["copied"]["refused"]) == (1, 1)
    assert (found["made apart"]["recordings"], found["marked"]["recordings"]) == (1, 0)
