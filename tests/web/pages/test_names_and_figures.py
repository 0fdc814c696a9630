"""Voices, lengths and plans are shown in readable form."""

import pytest
from django.utils import translation

from billing.models import Plan
from billing.presentation import plan_name
from billing.templatetags.durations import clock
from synthesis.engines import ENGINES
from voices import base_voices

HEART = next(voice for voice in ENGINES["kokoro"].base_voices if voice.name == "af_heart")
YUNXI = next(voice for voice in ENGINES["kokoro"].base_voices if voice.name == "zm_yunxi")


def test_base_voices_have_readable_names():
    assert base_voices.shown(HEART).title == "Heart · English (US) · female"
    with translation.override("zh-hans"):
        assert base_voices.shown(HEART).title == "Heart · 英语（美国） · 女声"
        assert base_voices.shown(YUNXI).title == "云希 · 普通话 · 男声"


def test_base_voices_are_grouped_and_none_is_lost():
    groups = base_voices.by_language(ENGINES["kokoro"].base_voices)
    assert [group.language for group in groups[:3]] == ["Mandarin", "English (US)", "English (UK)"]
    assert [group.spoken for group in groups] == [True] * 3 + [False] * (len(groups) - 3)
    assert sum(len(group.voices) for group in groups) == len(ENGINES["kokoro"].base_voices)


@pytest.mark.parametrize(
    ("ms", "reads"),
    [(None, "0:00"), (0, "0:00"), (43_000, "0:43"), (425_499, "7:05"), (3_723_000, "1:02:03")],
)
def test_lengths_read_as_minutes_and_seconds(ms, reads):
    assert clock(ms) == reads


def test_plans_of_an_operator_keep_their_name():
    assert plan_name(Plan(code="trial", name="Trial")) == "Trial"
    with translation.override("zh-hans"):
        assert plan_name(Plan(code="trial", name="Trial")) == "试用版"
        assert plan_name(Plan(code="district", name="District 5")) == "District 5"
