"""The official `openai` client, unmodified, against the running stack."""

import io
import time
import wave

import openai
import pytest

from voices.decode import decode

TEXT = (
    "The first sentence is short. Then a longer one follows, so that there is something to "
    "wait for. 最后一句是中文的，也不太长。"
)


@pytest.fixture(scope="module")
def client(stack) -> openai.OpenAI:
    return openai.OpenAI(api_key=stack.workspace("openai"), base_url=f"{stack.url}/v1")


@pytest.fixture(scope="module")
def humming_client(humming) -> openai.OpenAI:
    return openai.OpenAI(api_key=humming.workspace("openai"), base_url=f"{humming.url}/v1")


@pytest.mark.parametrize("response_format", ["wav", "mp3", "opus", "flac", "aac"])
def test_audio_streams_in_every_format(humming_client, response_format):
    request = humming_client.audio.speech.with_streaming_response.create(
        model="tts-1", voice="af_heart", input=TEXT, response_format=response_format
    )
    first = None
    body = b""
    with request as response:
        for block in response.iter_bytes():
            first = first or time.monotonic()
            body += block
    last = time.monotonic()
    assert 6 < decode(body).source_seconds < 20
    # Sound came while later sentences were being made.
    assert last - first > 0.5


def test_a_wav_stream_is_speech(client):
    request = client.audio.speech.create(
        model="kokoro", voice="zf_xiaoxiao", input="你好，世界。", response_format="pcm"
    )
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(24_000)
        file.writeframes(request.content)
    assert decode(out.getvalue()).rms_dbfs > -40


def test_models_are_listed(client):
    assert "kokoro" in [model.id for model in client.models.list()]


def test_errors_become_the_clients_exceptions(stack, client):
    with pytest.raises(openai.NotFoundError) as unknown:
        client.audio.speech.create(model="tts-1", voice="nobody", input="Hello.")
    assert unknown.value.code == "voice_not_found"
    with pytest.raises(openai.BadRequestError) as empty:
        client.audio.speech.create(model="tts-1", voice="af_heart", input=" ")
    assert (empty.value.code, empty.value.param) == ("nothing_to_speak", "input")
    stranger = openai.OpenAI(api_key="nothing", base_url=f"{stack.url}/v1")
    with pytest.raises(openai.AuthenticationError):
        stranger.models.list()


def test_consents_and_voices_can_be_created(client):
    """A client that knows nothing of statements is told what to read."""
    given = {"name": "Emily Carter", "language": "en-US"}

    def spoken(text: str) -> tuple[str, bytes]:
        created = client.audio.speech.create(
            model="tts-1", voice="am_fenrir", input=text, response_format="wav"
        )
        return ("reading.wav", created.content)

    sample = spoken(TEXT)
    with pytest.raises(openai.BadRequestError) as refused:
        client.audio.voice_consents.create(recording=sample, **given)
    assert refused.value.code == "statement_required"
    statement = refused.value.message[refused.value.message.index("My name is") :].split("'")[0]
    consent = client.audio.voice_consents.create(recording=spoken(statement), **given)
    assert consent.id.startswith("cons_") and consent.language == "en-US"
    assert client.audio.voice_consents.retrieve(consent.id).name == "Emily Carter"
    assert consent.id in [each.id for each in client.audio.voice_consents.list(limit=1)]
    renamed = client.audio.voice_consents.update(consent.id, name="Ms Carter")
    assert renamed.name == "Ms Carter"
    voice = client.audio.voices.create(name="Ms Carter", consent=consent.id, audio_sample=sample)
    assert voice.id.startswith("voice_") and voice.object == "audio.voice"
    assert client.audio.voice_consents.delete(consent.id).deleted is True
    with pytest.raises(openai.NotFoundError):
        client.audio.voice_consents.retrieve(consent.id)
