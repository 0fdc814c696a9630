"""Each layer says what it finds in a file, and how sure it is."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from synthesis.aigc.watermark_check import WatermarkCheck
from synthesis.content_credentials.files import origin_of, with_credentials
from synthesis.content_credentials.ours import our_signing
from synthesis.content_credentials.signing import Credentials
from synthesis.encode import FORMATS, encode_file
from synthesis.made_here import LAYERS, watermark_layer
from tests.synthesis.content_credentials.conftest import dated, signing_with
from web.audio import made_here
from web.audio.made_here_wording import DETAILS
from web.audio.made_here_wording import LAYERS as NAMES

pytestmark = pytest.mark.django_db


def sound(signing=None, tags: dict[str, str] | None = None) -> bytes:
    file = io.BytesIO()
    pcm = bytes(range(256)) * 200
    encode_file(FORMATS["mp3"], [pcm], sample_rate=24_000, out=file, tags=tags)
    credentials = Credentials(origin_of("job_abc", []), signing or our_signing())
    with with_credentials(file, FORMATS["mp3"], credentials) as signed:
        signed.seek(0)
        return signed.read()


def check(client, data: bytes, address: str = "/made-here.json", **headers):
    return client.post(address, {"file": SimpleUploadedFile("clip.mp3", data)}, headers=headers)


def layers(client, data: bytes) -> dict[str, tuple[str, str]]:
    told = check(client, data).json()["layers"]
    return {each["layer"]: (each["found"], each["confidence"]) for each in told}


def test_our_credentials_prove_that_the_file_is_ours(client):
    told = check(client, sound()).json()
    assert told["verdict"] == "made_here" and [each["layer"] for each in told["layers"]] == [
        *LAYERS
    ]
    assert layers(client, sound())["credentials"] == ("made_here", "certain")
    assert layers(client, sound())["label"] == ("nothing", "not_at_all")


def test_a_changed_file_is_said_to_be_changed(client):
    data = bytearray(sound())
    data[-200] ^= 1
    assert layers(client, bytes(data))["credentials"] == ("changed", "certain")


def test_anothers_credentials_say_that_it_is_synthetic_and_not_ours(client):
    data = sound(signing_with(dated(), dated()))
    assert layers(client, data)["credentials"] == ("elsewhere", "hint")
    assert check(client, data).json()["verdict"] == "other"


@pytest.mark.parametrize(
    ("heard", "says"),
    [
        (WatermarkCheck(True, 0.9312, 1.0, 8.0), ("synthetic", "likely", 0.931)),
        (WatermarkCheck(False, -0.01, 0.0, 8.0), ("nothing", "not_at_all", 0.0)),
        (WatermarkCheck(False, 0.2, 0.0, 0.4), ("not_read", "not_at_all", None)),
        (None, ("not_read", "not_at_all", None)),
    ],
)
def test_the_watermark_says_that_a_machine_spoke_and_not_where(client, monkeypatch, heard, says):
    monkeypatch.setattr(watermark_layer, "watermark_in", lambda _data: heard)
    told = check(client, b"RIFF" + bytes(50)).json()
    found = next(each for each in told["layers"] if each["layer"] == "watermark")
    assert (found["found"], found["confidence"], found["score"]) == says
    assert told["verdict"] == ("other" if heard and heard.is_marked else "unlabelled")


def test_a_person_is_taken_for_no_machine(client, recordings):
    told = check(client, (recordings / "libri_198.ogg").read_bytes()).json()
    assert told["verdict"] == "unlabelled"
    assert [each["found"] for each in told["layers"]] == ["nothing"] * len(LAYERS)
    assert told["layers"][-1]["score"] < 0.5


def test_a_broken_manifest_says_nothing(client):
    data = sound().replace(b"cbor", b"cobr")
    assert layers(client, data)["credentials"] == ("not_read", "not_at_all")
    assert check(client, b"ID3" + b"\xff" * 50 + b"c2pa").json()["verdict"] == "unlabelled"


def test_the_page_tells_it_in_words(client):
    english = check(client, sound(), "/made-here").content.decode()
    assert "made here" in english and "signed over this very file" in english
    chinese = check(client, sound(), "/made-here", **{"Accept-Language": "zh-hans"})
    assert "内容凭证" in chinese.content.decode()


def test_all_layers_have_words():
    assert set(LAYERS) <= set(NAMES) and {"producer", "issuer"} <= set(DETAILS)


def test_an_address_is_fetched_and_named(client, monkeypatch):
    data = sound()
    monkeypatch.setattr(made_here, "get_bytes", lambda url, **_bounds: data)
    told = client.post("/made-here.json", {"url": "https://example.org/clip.mp3"})
    assert told.json()["verdict"] == "made_here"
    page = client.post("/made-here", {"url": "https://example.org/clip.mp3"})
    assert "https://example.org/clip.mp3" in page.content.decode()


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/x.mp3",
        "https://localhost/x.mp3",
        "http://93.184.216.34/x.mp3",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "file:///etc/passwd",
        "https://user:secret@example.org/",
        "nonsense",
    ],
)
def test_no_address_leads_into_our_own_network(client, url):
    answer = client.post("/made-here.json", {"url": url})
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert (error["code"], error["param"]) == ("address_unreadable", "url")
    page = client.post("/made-here", {"url": url})
    assert page.status_code == 422 and "https://" in page.content.decode()


def test_only_some_addresses_are_fetched_at_once(client, monkeypatch):
    monkeypatch.setattr(made_here._fetching, "acquire", lambda **_how: False)
    answer = client.post("/made-here.json", {"url": "https://example.org/clip.mp3"})
    assert answer.status_code == 503 and answer["Retry-After"] == "10"


def test_a_file_that_is_too_large_is_refused(client, settings):
    settings.MAX_CHECKED_BYTES = 1_000
    answer = check(client, bytes(1_001))
    assert answer.status_code == 413
    assert answer.json()["error"]["code"] == "file_too_large"
