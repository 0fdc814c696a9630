"""The implicit label in files."""

import io
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from synthesis.aigc.label import FIELDS, TAG, Producer, labels_in
from synthesis.encode import FORMATS, StreamEncoder, encode_file

TAGGABLE = [name for name, audio_format in FORMATS.items() if audio_format.taggable]


@pytest.fixture(scope="module")
def producer() -> Producer:
    return Producer("Example School Press", Ed25519PrivateKey.generate())


def test_the_fields_are_in_the_order_of_the_standard(producer):
    label = json.loads(producer.label("job_1"))
    assert list(label) == [TAG] and tuple(label[TAG]) == FIELDS
    assert label[TAG]["Label"] == "1"
    assert label[TAG]["ContentPropagator"] == label[TAG]["ContentProducer"]
    assert label[TAG]["PropagateID"] == label[TAG]["ProduceID"] == "job_1"


@pytest.mark.parametrize("name", TAGGABLE)
@pytest.mark.parametrize("streamed", [True, False])
def test_every_format_carries_the_label_once(producer, name, streamed):
    tags, pcm = {TAG: producer.label("job_1")}, b"\1\2" * 48_000
    if streamed:
        encoder = StreamEncoder(name, sample_rate=24_000, tags=tags)
        data = encoder.write(pcm) + encoder.close()
    else:
        out = io.BytesIO()
        encode_file(name, [pcm], sample_rate=24_000, out=out, tags=tags)
        data = out.getvalue()
    (found,) = labels_in(data)
    assert producer.made(found)


@pytest.mark.parametrize("field", FIELDS[:4])
def test_a_changed_label_is_not_ours(producer, field):
    (label,) = labels_in(producer.label("job_1").encode())
    assert producer.made(label)
    assert not producer.made({**label, field: "0" + label[field]})


def test_a_label_signed_by_another_key_is_not_ours(producer):
    other = Producer(producer.name, Ed25519PrivateKey.generate())
    (label,) = labels_in(other.label("job_1").encode())
    assert not producer.made(label)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b'{"AIGC": ',
        b'{"AIGC": {"Label": 1}}',
        b'{"AIGC": "1"}',
        b'{"AIGC": ' * 2000,
        b'{"Label": "1", "ContentProducer": "\xff\xfe", "ProduceID": []}',
        b'{"AIGC":' + b"[" * 5000,
    ],
)
def test_invalid_labels_are_ignored(data):
    assert list(labels_in(data)) == []


def test_the_inner_object_alone_is_read_too(producer):
    bare = json.dumps(json.loads(producer.label("job_1"))[TAG]).encode()
    (label,) = labels_in(b"ID3...." + bare + b"\0\0")
    assert producer.made(label)
