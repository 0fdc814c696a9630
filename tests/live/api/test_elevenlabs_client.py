"""The official `elevenlabs` client, unmodified, against the running stack."""

import base64

import pytest
from elevenlabs import VoiceSettings
from elevenlabs.client import ElevenLabs
from elevenlabs.core.api_error import ApiError

from voices.decode import decode

TEXT = "The first sentence is short. Then a longer one follows. 最后一句是中文的。"


@pytest.fixture(scope="module")
def client(humming) -> ElevenLabs:
    return ElevenLabs(api_key=humming.workspace("eleven"), base_url=humming.url)


@pytest.fixture(scope="module")
def speaking_client(stack) -> ElevenLabs:
    return ElevenLabs(api_key=stack.workspace("eleven"), base_url=stack.url)


@pytest.mark.parametrize("output_format", ["mp3_44100_128", "opus_48000_96", "wav_24000"])
def test_the_client_gets_speech(client, output_format):
    audio = client.text_to_speech.convert("af_heart", text=TEXT, output_format=output_format)
    assert 4 < decode(b"".join(audio)).source_seconds < 15


def test_the_client_streams_speech_with_settings(client):
    settings = VoiceSettings(stability=0.3, similarity_boost=0.8, style=0.2, speed=1.5)
    blocks = list(
        client.text_to_speech.stream(
            "zf_xiaoxiao",
            text=TEXT,
            model_id="eleven_multilingual_v2",
            output_format="pcm_16000",
            voice_settings=settings,
        )
    )
    assert len(blocks) > 1
    assert 2 < len(b"".join(blocks)) / 32_000 < 10


def test_the_client_gets_speech_with_timestamps(speaking_client):
    answer = speaking_client.text_to_speech.convert_with_timestamps("af_heart", text=TEXT)
    assert answer.alignment is not None
    spoken = "".join(answer.alignment.characters)
    assert spoken.replace(" ", "") == TEXT.replace(" ", "")
    ends = answer.alignment.character_end_times_seconds
    assert ends == sorted(ends)
    audio = decode(base64.b64decode(answer.audio_base_64))
    assert ends[-1] == pytest.approx(audio.source_seconds, abs=0.2)


def test_the_client_lists_voices(client):
    assert "af_heart" in [voice.voice_id for voice in client.voices.get_all().voices]


def test_the_client_gets_error_messages(client):
    with pytest.raises(ApiError) as unknown:
        b"".join(client.text_to_speech.convert("nobody", text="Hello."))
    assert unknown.value.status_code == 404
    assert unknown.value.body["error"]["code"] == "voice_not_found"
