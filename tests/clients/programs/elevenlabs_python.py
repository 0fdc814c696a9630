"""ElevenLabs' own client for Python."""

import base64
import io
import json
import os
import random
import urllib.request
import wave

from calling import TEXT, TOKEN, URL, mp3, run
from elevenlabs.client import ElevenLabs

VOICE = "af_heart"


def client() -> ElevenLabs:
    return ElevenLabs(base_url=URL, api_key=TOKEN)


def speech() -> str:
    return mp3(b"".join(client().text_to_speech.convert(VOICE, text=TEXT)))


def while_it_is_made() -> str:
    return mp3(b"".join(client().text_to_speech.stream(VOICE, text=TEXT)))


def with_timestamps() -> str:
    pieces = list(client().text_to_speech.stream_with_timestamps(VOICE, text=TEXT))
    characters = sum(len(each.alignment.characters) for each in pieces if each.alignment)
    assert characters >= len(TEXT) - 3, characters
    sound = mp3(b"".join(base64.b64decode(each.audio_base_64) for each in pieces))
    return f"{sound}, times of {characters} characters"


def voices() -> str:
    found = client().voices.search(search="heart")
    assert found.voices[0].voice_id == VOICE
    assert client().voices.get(VOICE).name == found.voices[0].name
    return f"{len(client().voices.get_all().voices)} voices"


def realtime() -> str:
    """Over a socket, for which this client takes TLS for granted."""
    over_tls = ElevenLabs(base_url=os.environ["LECTERN_TLS_URL"], api_key=TOKEN)
    words = (f"{word} " for word in TEXT.split())
    return mp3(b"".join(over_tls.text_to_speech.convert_realtime(VOICE, text=words)))


def settings() -> str:
    usual = client().voices.settings.get_default()
    assert client().voices.settings.get(VOICE) == usual
    return f"stability {usual.stability}"


def a_new_voice() -> str:
    """The consent has no method here: it is asked for at Lectern's own address."""
    asked = urllib.request.Request(
        f"{URL}/v1/audio/voice_consents",
        json.dumps({"name": "Li Na", "language": "en"}).encode(),
        {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"},
    )
    consent = json.load(urllib.request.urlopen(asked))["id"]
    made = client().voices.ivc.create(
        name="Ms Li",
        files=[("reading.wav", noise(), "audio/wav")],
        request_options={"additional_body_parameters": {"consent": consent}},
    )
    client().voices.update(made.voice_id, name="Li Na")
    client().voices.delete(made.voice_id)
    return "made, renamed, deleted"


def noise() -> bytes:
    """Five seconds that are no silence, as a WAV file."""
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(16_000)
        written.writeframes(random.Random(1).randbytes(2 * 5 * 16_000))
    return file.getvalue()


def models() -> str:
    names = [model.model_id for model in client().models.list()]
    assert "kokoro" in names
    return f"{len(names)} models"


def user() -> str:
    left = client().user.get().subscription
    assert left.character_limit > 0
    return f"plan {left.tier}"


def history() -> str:
    b"".join(client().text_to_speech.convert(VOICE, text=TEXT))
    newest = client().history.list(page_size=1).history[0]
    return mp3(b"".join(client().history.get_audio(newest.history_item_id)))


run(
    {
        "speech by its defaults": speech,
        "audio while it is made": while_it_is_made,
        "audio with times": with_timestamps,
        "voices": voices,
        "voice settings": settings,
        "a new voice": a_new_voice,
        "a socket": realtime,
        "models": models,
        "user": user,
        "history": history,
    }
)
