"""A refusal names the field at fault as the client knows it, whatever the service calls it."""

import pytest

from synthesis.jobs.order import Order
from synthesis.jobs.submit import submit
from tenants.context import in_tenant
from tenants.refusal import Refused, refused_fields

NO_WORDS = " "
OURS = {"model": "kokoro", "input": NO_WORDS, "voice": "af_heart"}
SPEAKABLE = {"model": "kokoro", "input": "Hello there.", "voice": "af_heart"}
THEIRS = "/v1/text-to-speech"


@pytest.mark.parametrize(
    ("path", "body", "code", "param"),
    [
        ("/v1/audio/speech", OURS, "nothing_to_speak", "input"),
        ("/v1/jobs", OURS, "nothing_to_speak", "input"),
        ("/v1/estimates", OURS, "nothing_to_speak", "input"),
        ("/v1/audio/speech", {**SPEAKABLE, "emotion": "furious"}, "emotion_unknown", "emotion"),
        ("/v1/jobs", {**SPEAKABLE, "voice": "nobody"}, "voice_not_found", "voice"),
        ("/v1/jobs", {**SPEAKABLE, "webhook": "https://[::1]/"}, "invalid_webhook_url", "webhook"),
        (f"{THEIRS}/af_heart", {"text": NO_WORDS}, "nothing_to_speak", "text"),
        (f"{THEIRS}/nobody", {"text": "Hello."}, "voice_not_found", "voice_id"),
        (f"{THEIRS}/af_heart?output_format=x", {"text": "Hi."}, "unknown_format", "output_format"),
        (
            f"{THEIRS}/af_heart?output_format=pcm_48000",
            {"text": "Hello."},
            "sample_rate_too_high",
            "output_format",
        ),
    ],
)
def test_each_dialect_has_its_own_names(alice, path, body, code, param):
    error = alice.rest.post(path, body, format="json").json()["error"]
    assert (error["code"], error["param"]) == (code, param)


def test_a_sentence_that_is_remade_is_input_too(alice):
    with in_tenant(alice.tenant):
        order = Order(text="Hello there.", voice="af_heart")
        job = submit(tenant=alice.tenant, order=order)
    path = f"/v1/jobs/{job.id}/segments/0"
    error = alice.rest.post(path, {"input": NO_WORDS}, format="json").json()["error"]
    assert (error["code"], error["param"]) == ("invalid_segment", "input")


@pytest.mark.parametrize(("param", "shown"), [("text", "input"), ("voice", "voice"), (None, None)])
def test_only_listed_names_change(param, shown):
    with pytest.raises(Refused) as refused, refused_fields(text="input"):
        raise Refused("wrong", "That is wrong.", param=param)
    assert refused.value.param == shown
