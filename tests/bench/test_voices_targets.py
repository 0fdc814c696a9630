"""Comparing a table of fitted voices with the targets."""

from __future__ import annotations

from bench.voices.targets import BASE, BY_CAMPP, FIT, Row, targets


def row(likeness: float, mos: float = 3.2) -> Row:
    measures = ("ge2e en", "ge2e zh", "campp en", "campp zh", "third en", "third zh")
    return dict.fromkeys(measures, likeness) | {
        "semitones": 0.5,
        "mos": mos,
        "read en": 0.0,
        "read zh": 0.1,
        "lufs": -19.4,
        "peak": -1.2,
        "s": 10.0,
    }


def test_a_mean_may_hold_where_a_person_does_not() -> None:
    table = {
        BASE: {"ann": row(0.6), "bob": row(0.6)},
        FIT: {"ann": row(0.9), "bob": row(0.75, mos=2.8)},
    }
    reached = {str(each["what"]): each for each in targets(table)}
    ge2e, mos = reached["GE2E of the joint fit"], reached["DNSMOS above the base voice's"]
    assert (ge2e["holds"], ge2e["people"], ge2e["of"]) == (True, "1 of 2", "bob")
    assert (mos["holds"], mos["mean"], mos["worst"]) == (False, -0.2, -0.4)


def test_nobody_may_sound_much_less_natural_however_good_the_mean_is() -> None:
    table = {
        BASE: {"ann": row(0.6), "bob": row(0.6)},
        FIT: {"ann": row(0.9, mos=3.6), "bob": row(0.9, mos=3.0)},
    }
    [mos] = [each for each in targets(table) if each["what"] == "DNSMOS above the base voice's"]
    assert (mos["holds"], mos["mean"], mos["people"]) == (False, 0.1, "1 of 2")


def test_measures_that_are_missing_are_left_out() -> None:
    reported = {str(each["what"]) for each in targets({BY_CAMPP: {"ann": row(0.8)}})}
    assert reported == {"GE2E of the fit by CAM++ alone"}
    assert not any("above" in str(each["what"]) for each in targets({FIT: {"ann": row(0.8)}}))
