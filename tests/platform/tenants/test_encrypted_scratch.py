import io
import os
import random
import tempfile

import pytest

from tenants.sealing.encrypted_scratch import PAGE, encrypted_scratch


def test_it_behaves_as_a_file():
    chance = random.Random(1)
    expected = bytearray()
    with encrypted_scratch() as file:
        for _ in range(200):
            at = chance.randint(0, len(expected))
            data = chance.randbytes(chance.choice([1, 100, PAGE, PAGE + 1, 3 * PAGE]))
            file.seek(at)
            file.write(data)
            expected[at : at + len(data)] = data
            at, count = chance.randint(0, len(expected)), chance.choice([5, 1000, 4 * PAGE])
            file.seek(at)
            assert file.read(count) == expected[at : at + count]
        assert file.seek(0, os.SEEK_END) == len(expected)
        file.seek(-3, os.SEEK_END)
        assert file.read() == expected[-3:]


def test_the_disk_holds_nothing_readable(monkeypatch):
    made = []
    real = tempfile.TemporaryFile
    monkeypatch.setattr(
        "tenants.sealing.encrypted_scratch.tempfile.TemporaryFile",
        lambda **options: made.append(real(**options)) or made[-1],
    )
    with encrypted_scratch() as file:
        file.write(b"spoken in confidence" * 10_000)
        file.flush()
        stored = os.pread(made[0].fileno(), 400_000, 0)
        assert len(stored) >= 200_000
        assert b"confidence" not in stored
    assert made[0].closed


def test_a_gap_is_refused():
    with pytest.raises(io.UnsupportedOperation), encrypted_scratch() as file:
        file.seek(10)
        file.write(b"x")
