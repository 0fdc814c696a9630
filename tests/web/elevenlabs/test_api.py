"""The ElevenLabs API maps to Lectern's settings, formats and jobs."""

import base64
import json

import pytest

from synthesis import storage
from synthesis.encode import StreamEncoder
from synthesis.models import Job
from tenants.context import in_tenant
from tenants.refusal import Refused
from tests.web.conftest import whole_of
from web.elevenlabs.dialect import OUTPUT_FORMATS, aligned, output, tone_of


@pytest.mark.parametrize("name", OUTPUT_FORMATS)
def test_every_format_can_be_encoded(name):
    asked = output(name)
    encoder = StreamEncoder(asked.audio_format, sample_rate=24_000, out_rate=asked.rate)
    data = encoder.write(b"\1\2" * 24_000) + encoder.close()
    kind, rate, *kbit = name.split("_")
    bytes_a_second = {"pcm": 2 * int(rate), "wav": 2 * int(rate), "ulaw": 8000, "alaw": 8000}
    if kind in bytes_a_second:
        assert len(data) == pytest.approx(bytes_a_second[kind], rel=0.02)
    if kind == "mp3":
        assert len(data) == pytest.approx(int(kbit[0]) * 125, rel=0.15)


def test_an_unknown_format_is_refused_by_name():
    with pytest.raises(Refused) as refusal:
        output("mp3_1_1")
    assert refusal.value.param == "output_format"


@pytest.mark.parametrize(
    ("asked", "expressiveness"),
    [
        ({}, None),
        ({"stability": 0.5}, 1.0),
        ({"stability": 1.0}, 0.0),
        ({"stability": 0.0, "style": 1.0}, 2.0),
        ({"style": 0.5}, 1.5),
    ],
)
def test_stability_and_style_are_expressiveness(asked, expressiveness):
    assert tone_of(asked)["expressiveness"] == expressiveness


def test_every_character_has_a_time():
    alignment = aligned(["Hi.", "你好"], [0.3, 1.0])
    assert alignment.characters == list("Hi.你好")
    assert alignment.character_start_times_seconds == [0.0, 0.1, 0.2, 0.3, 0.8]
    assert alignment.character_end_times_seconds[-1] == 1.3


def test_the_token_is_accepted_in_the_xi_api_key_header(client, alice):
    path = "/v1/voices"
    assert client.get(path, headers={"xi-api-key": alice.token}).status_code == 200
    assert client.get(path, headers={"xi-api-key": "nonsense"}).status_code == 401
    # An `Authorization` header takes precedence.
    headers = {"xi-api-key": alice.token, "Authorization": "Bearer nonsense"}
    assert client.get(path, headers=headers).status_code == 401


def test_a_speech_request_becomes_a_job(alice):
    body = {
        "text": "Hello there.",
        "model_id": "eleven_multilingual_v2",
        "voice_settings": {"stability": 0.2, "speed": 1.2, "similarity_boost": 0.8},
        "seed": 7,
    }
    answer = alice.rest.post("/v1/text-to-speech/af_heart/stream", body, format="json")
    assert answer.status_code == 200 and answer["Content-Type"] == "audio/mpeg"
    with in_tenant(alice.tenant):
        job = Job.objects.get()
    assert (job.speed, job.expressiveness, job.seed) == (1.2, 1.6, 7)


def test_raw_samples_above_the_plan_are_refused_and_files_are_lowered(alice):
    path = "/v1/text-to-speech/af_heart?output_format="
    body = {"text": "Hello there."}
    refused = alice.rest.post(f"{path}pcm_48000", body, format="json")
    assert refused.json()["error"]["code"] == "sample_rate_too_high"
    assert alice.rest.post(f"{path}mp3_44100_64", body, format="json").status_code == 200


def test_an_estimate_creates_nothing(alice):
    body = {"input": "Hello there. " * 20, "voice": "af_heart"}
    answer = alice.rest.post("/v1/estimates", body, format="json").json()
    assert answer["fits"] and 10_000 < answer["audio_ms"] < 60_000
    slow = alice.rest.post("/v1/estimates", {**body, "speed": 0.5}, format="json").json()
    assert slow["audio_ms"] == pytest.approx(2 * answer["audio_ms"], rel=0.05)
    assert not alice.rest.post(
        "/v1/estimates", {**body, "speed": 0.25, "input": "Hello there. " * 300}, format="json"
    ).json()["fits"]
    with in_tenant(alice.tenant):
        assert not Job.objects.exists()


def test_speech_with_timestamps_is_streamed_as_lines(alice):
    """Audio comes as it is made; the times of each sentence follow on its audio, exact at its ends,
    and those of the next go on from there."""
    path = "/v1/text-to-speech/af_heart/stream/with-timestamps?output_format=pcm_24000"
    first = "A first sentence is here, and it is long enough to be spoken by itself."
    second = "Then a second one follows, which has as many words as the first one has, or more."
    answer = alice.rest.post(path, {"text": f"{first} {second}"}, format="json")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/x-ndjson"
    with in_tenant(alice.tenant):
        job = Job.objects.get()
        audio = storage.job_audio(alice.tenant, job)
        texts = [segment.text for segment in job.segments.all()]
        for index in range(len(texts)):
            storage.write_segment(audio, index, b"\1\0" * 24_000 * (index + 1))
    lines = [json.loads(line) for line in whole_of(answer).splitlines()]
    assert len(base64.b64decode("".join(line["audio_base64"] for line in lines))) == 2 * 24_000 * 3
    assert not lines[0]["alignment"] and lines[0]["audio_base64"]
    aligned = [line["alignment"] for line in lines if line["alignment"]]
    assert ["".join(each["characters"]) for each in aligned] == texts and len(texts) == 2
    starts = [each["character_start_times_seconds"][0] for each in aligned]
    ends = [each["character_end_times_seconds"][-1] for each in aligned]
    assert (starts, ends) == ([0.0, 1.0], [1.0, 3.0])
