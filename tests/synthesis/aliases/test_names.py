"""What OpenAI's names of voices stand for."""

import pytest

from synthesis.aliases import choosing
from synthesis.aliases.names import NAMES, USUAL, meant
from synthesis.models import VoiceAlias
from synthesis.voice_choice import choose, engine_spec
from tenants import profile
from tenants.context import in_tenant
from tenants.refusal import Refused
from voices.models import Voice


@pytest.fixture
def voice(in_alices) -> Voice:
    return Voice.objects.create(name="Ms Lin", status=Voice.Status.READY, clip_seconds=8)


def test_each_name_has_a_base_voice_of_one_gender_in_both_languages():
    voices = {voice.name: voice for voice in engine_spec().base_voices}
    assert len(NAMES) == 13
    for name, both in USUAL.items():
        english, mandarin = voices[both.english], voices[both.mandarin]
        assert english.gender == mandarin.gender, name
        assert english.language.startswith("en") and mandarin.language == "zh"


def test_the_usual_voice_follows_the_workspaces_language(alice, bob):
    with in_tenant(profile.change(tenant=alice.tenant, language="zh-hans")):
        assert choose("nova") == "zf_xiaoyi"
    with in_tenant(bob.tenant):
        assert choose("nova") == choose("Nova") == "af_nova"


def test_what_is_no_name_stands_for_itself(in_alices):
    assert meant("af_heart") == "af_heart" and meant("Ms Lin") == "Ms Lin"


def test_an_admins_choice_comes_before_a_voice_called_so(voice):
    called_so = Voice.objects.create(name="Nova", status=Voice.Status.READY, clip_seconds=8)
    assert choose("nova") == called_so.id
    choosing.point(voices={"nova": "Ms Lin"})
    assert choose("nova") == voice.id
    choosing.point(voices={"nova": None})
    assert choose("nova") == called_so.id


@pytest.mark.parametrize("gone", ["revoked", "failed", "deleted"])
def test_a_name_whose_voice_is_gone_means_the_usual_one(voice, gone):
    choosing.point(voices={"ash": voice.id})
    assert choose("ash") == voice.id
    if gone == "deleted":
        voice.delete()
    else:
        Voice.objects.update(status=gone)
    assert choose("ash") == "am_michael"
    assert [each for each in choosing.aliases() if each.is_chosen] == []


@pytest.mark.parametrize(
    ("voices", "code", "param"),
    [
        ({"sage": "af_sky", "nobody": "af_sky"}, "unknown_alias", "nobody"),
        ({"sage": "af_sky", "ash": "Ms Nobody"}, "voice_not_found", "ash"),
    ],
)
def test_all_or_none_are_pointed(in_alices, voices, code, param):
    with pytest.raises(Refused) as refused:
        choosing.point(voices=voices)
    assert (refused.value.code, refused.value.param) == (code, param)
    assert not VoiceAlias.objects.exists()


def test_a_voice_that_is_not_shared_with_programs_is_refused(voice):
    Voice.objects.update(usable_by=Voice.UsableBy.HOLDER, created_by=7)
    with pytest.raises(Refused) as refused:
        choosing.point(voices={"ash": voice.id})
    assert refused.value.code == "voice_not_yours" and refused.value.param == "ash"
