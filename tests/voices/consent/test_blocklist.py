"""Who is taken for a blocked speaker, heard by the real encoders in recordings of people."""

import numpy as np
import pytest

from speakers.voice_print import VoicePrint
from voices.consent.blocklist import from_bytes, nearest, to_bytes
from voices.consent.speaker import voice_print
from voices.decode import SAMPLE_RATE, decode
from voices.enrolment import instruments

PEOPLE = ("libri_1320.mp3", "libri_6829.mp3", "vctk_p240.mp3")


@pytest.fixture(scope="module")
def hear(recordings):
    """How the encoders hear a part, from and to in seconds, of somebody's recording."""

    def heard(name: str, start: float = 0, end: float = 14) -> VoicePrint:
        samples = decode(recordings / name).samples
        part = samples[int(start * SAMPLE_RATE) : int(end * SAMPLE_RATE)]
        return voice_print(instruments.encoders(), part, SAMPLE_RATE)

    return heard


def test_a_person_is_known_again_and_nobody_else_is_taken_for_them(hear):
    others = [hear(name) for name in PEOPLE]
    one, two = hear("libri_198.ogg", 0, 7), hear("libri_198.ogg", 7, 14)
    assert nearest(two, [*others, one]) == len(others)
    assert nearest(two, [one, *others]) == 0
    assert nearest(two, others) is None
    assert nearest(two, []) is None
    for at, each in enumerate(others):
        assert nearest(each, [one, *others[:at], *others[at + 1 :]]) is None


def test_both_encoders_have_to_agree(hear):
    one, two = hear("libri_198.ogg", 0, 7), hear("libri_198.ogg", 7, 14)
    other = hear(PEOPLE[0])
    assert nearest(two, [one]) == 0
    assert nearest(two, [VoicePrint(one.ge2e, other.campp)]) is None
    assert nearest(two, [VoicePrint(-one.ge2e, one.campp)]) is None


def test_a_print_is_kept_whole(hear):
    one = hear(PEOPLE[0])
    again = from_bytes(to_bytes(one))
    assert np.array_equal(again.ge2e, one.ge2e) and np.array_equal(again.campp, one.campp)
    with pytest.raises(ValueError, match="448 numbers"):
        from_bytes(to_bytes(one)[:-4])
