"""The official `elevenlabs` client, unmodified, against the running stack."""

import base64

import pytest
from elevenlabs import VoiceSettings
from elevenlabs.client import ElevenLabs
from elevenlabs.core.api_error import ApiError

from tests.live.api.tls_relay import relayed
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


def test_the_client_streams_speech_with_timestamps(client):
    pieces = list(client.text_to_speech.stream_with_timestamps("af_heart", text=TEXT))
    aligned = [piece.alignment for piece in pieces if piece.alignment]
    spoken = "".join("".join(each.characters) for each in aligned)
    assert spoken.replace(" ", "") == TEXT.replace(" ", "")
    audio = decode(b"".join(base64.b64decode(piece.audio_base_64) for piece in pieces))
    ends = aligned[-1].character_end_times_seconds[-1]
    assert ends == pytest.approx(audio.source_seconds, abs=0.2)


def test_the_client_speaks_over_a_socket(humming, client, tmp_path, monkeypatch):
    """It takes TLS for granted."""

    def written():
        yield from ("The first", " sentence is", " short. Then a longer", " one follows.")

    port = int(humming.url.rpartition(":")[2])
    with relayed(port, tmp_path) as relay:
        monkeypatch.setenv("SSL_CERT_FILE", str(relay.certificate))
        over_tls = ElevenLabs(api_key=humming.workspace("eleven-socket"), base_url=relay.url)
        audio = over_tls.text_to_speech.convert_realtime("af_heart", text=written())
        assert 2 < decode(b"".join(audio)).source_seconds < 12
        refused = ElevenLabs(api_key="nonsense", base_url=relay.url).text_to_speech
        with pytest.raises(ApiError):
            b"".join(refused.convert_realtime("af_heart", text=written()))


def test_the_client_searches_voices_and_looks_one_up(client):
    page = client.voices.search(search="heart", page_size=5)
    assert [voice.voice_id for voice in page.voices] == ["af_heart"] and not page.has_more
    assert client.voices.get("af_heart").category == "premade"


def test_the_client_lists_models_and_tells_of_its_user(client):
    assert "kokoro" in [model.model_id for model in client.models.list()]
    user = client.user.get()
    assert user.subscription.character_limit >= user.subscription.character_count >= 0
    assert client.user.subscription.get().tier == "school"


def test_the_client_reads_and_deletes_history(client):
    b"".join(client.text_to_speech.convert("af_heart", text="For the history."))
    [newest] = client.history.list(page_size=1).history
    assert newest.text == "For the history."
    assert client.history.get(newest.history_item_id).voice_name == "Heart"
    audio = b"".join(client.history.get_audio(newest.history_item_id))
    assert decode(audio).source_seconds > 0.3
    client.history.delete(newest.history_item_id)
    assert newest.history_item_id not in [
        item.history_item_id for item in client.history.list().history
    ]


def test_the_client_lists_voices(client):
    assert "af_heart" in [voice.voice_id for voice in client.voices.get_all().voices]


def test_the_client_gets_error_messages(client):
    with pytest.raises(ApiError) as unknown:
        b"".join(client.text_to_speech.convert("nobody", text="Hello."))
    assert unknown.value.status_code == 404
    assert unknown.value.body["error"]["code"] == "voice_not_found"
