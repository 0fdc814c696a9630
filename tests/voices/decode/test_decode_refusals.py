"""Unusable files are refused with a clear sentence, and nothing else happens."""

from __future__ import annotations

import io
import json
import logging
import os
import string
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import psutil
import pytest
from numpy.typing import NDArray

from confined import room
from synthesis.encode import encode_file
from voices.decode import REFUSALS, ClipRefused, DecodeLimits, decode
from voices.decode.sniff import container_of

SECOND = np.zeros(24_000, "<i2").tobytes()


@pytest.fixture(autouse=True)
def no_child_is_left() -> Iterator[None]:
    # Other tests of the same run may keep servers as children of pytest.
    before = set(psutil.Process().children())
    yield
    assert set(psutil.Process().children()) <= before


def refusal_of(data: bytes | Path, limits: DecodeLimits | None = None) -> ClipRefused:
    with pytest.raises(ClipRefused) as caught:
        decode(data, limits=limits)
    refusal = caught.value
    assert refusal.message in REFUSALS.values()
    assert str(refusal) == refusal.message.format(**refusal.figures)
    return refusal


def test_every_message_is_a_sentence_with_named_figures() -> None:
    for reason, message in REFUSALS.items():
        named = [field for _, field, _, _ in string.Formatter().parse(message) if field is not None]
        assert all(field.isidentifier() for field in named), reason
        assert message[0].isupper() and message.endswith(".")


@pytest.mark.parametrize(
    "data",
    [
        b"Dear diary, today I recorded my voice.\n" * 100,
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
        np.random.default_rng(5).bytes(100_000),
        b"\xff" * 5_000,
        b"RIFF",
        b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f" + bytes(500),
        b"ID3\x04\x00\x00\x00\x00\x00\x00" * 200_000,
        b"\x00",
        b"%PDF-1.7",
        b"PK\x03\x04" + bytes(100),
    ],
    ids=["text", "png", "random", "ff", "riff", "id3", "many-id3", "nul", "pdf", "zip"],
)
def test_files_that_are_not_audio_are_refused(data: bytes) -> None:
    assert refusal_of(data).code == "not_audio"


def test_an_empty_file_is_refused() -> None:
    assert refusal_of(b"").code == "empty"


def test_recordings_without_samples_are_refused(wav_file: Callable) -> None:
    assert refusal_of(wav_file(b"")).code == "empty"
    assert refusal_of(wav_file(b"", claim=0xFFFFFFFF)).code == "empty"
    for name in ("flac", "opus"):
        out = io.BytesIO()
        encode_file(name, [], sample_rate=24_000, out=out)
        assert refusal_of(out.getvalue()).code in {"empty", "damaged"}, name


@pytest.mark.parametrize(
    ("header", "code", "words"),
    [
        ({"tag": 0x11, "bits": 4}, "unsupported_format", "IMA-ADPCM"),
        ({"tag": 0x02, "bits": 4}, "unsupported_format", "MS-ADPCM"),
        ({"tag": 0x55}, "unsupported_format", "WAV with MP3"),
        ({"tag": 0x1234}, "unsupported_format", "0x1234"),
        ({"channels": 1_024}, "damaged", "damaged"),  # more than FFmpeg itself opens
        ({"channels": 64}, "unsupported_format", "64 channels"),
        ({"channels": 9}, "unsupported_format", "9 channels"),
        ({"rate": 2**31 - 1}, "unsupported_format", "2147483647 Hz"),
        ({"rate": 7_999}, "unsupported_format", "7999 Hz"),
        ({"channels": 0}, "damaged", "damaged"),
        ({"bits": 0}, "unsupported_format", "wav with"),
        ({"claim": 480_000}, "damaged", "ends after 1.0 of 10.0 seconds"),
    ],
)
def test_wav_headers_with_excessive_values_are_refused(
    header: dict, code: str, words: str, wav_file: Callable
) -> None:
    refusal = refusal_of(wav_file(SECOND, **header))
    assert refusal.code == code
    assert words in str(refusal)


def test_a_second_fmt_chunk_cannot_bring_in_another_codec(wav_file: Callable) -> None:
    adpcm = b"fmt " + struct.pack("<IHHIIHH", 16, 0x11, 1, 24_000, 12_000, 512, 4)
    good = wav_file(SECOND)
    assert refusal_of(good + adpcm).code == "unsupported_format"
    assert refusal_of(good[:12] + adpcm + good[12:]).code == "unsupported_format"


def test_a_wav_of_very_many_chunks_is_not_searched_through(wav_file: Callable) -> None:
    good = wav_file(SECOND)
    assert container_of(good + b"junk\0\0\0\0" * 900) == "wav"
    with pytest.raises(ClipRefused, match="damaged"):
        container_of(good + b"junk\0\0\0\0" * 1_000)


@pytest.mark.parametrize("kind", ["flac", "aac"])
def test_many_broken_packets_are_damage_and_few_are_not(
    kind: str, every_kind: dict[str, bytes]
) -> None:
    data = every_kind[kind]
    for holes, is_damage in ((1, False), (16, True)):
        broken = bytearray(data)
        for position in np.linspace(1_000, len(data) - 1_000, holes).astype(int):
            broken[position] ^= 0xFF
        if is_damage:
            assert refusal_of(bytes(broken)).message == REFUSALS["damaged"]
        else:
            assert decode(bytes(broken)).source_seconds > 1.3


@pytest.mark.parametrize("kind", ["flac", "wav", "webm"])
def test_a_truncated_file_is_refused(kind: str, made_file: Callable, speech: NDArray) -> None:
    codec = {"flac": "flac", "wav": "pcm_s16le", "webm": "libopus"}[kind]
    data = made_file(kind, codec, np.tile(speech, 3), 24_000)
    refusal = refusal_of(data[: len(data) // 2])
    assert refusal.code == "damaged"
    assert refusal.figures["claimed_seconds"] == pytest.approx(9, abs=0.1)
    assert refusal.figures["seconds"] == pytest.approx(4.5, abs=0.5)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e30, 32_767.0])
def test_samples_that_are_not_finite_are_refused(bad: float, wav_file: Callable) -> None:
    samples = np.zeros(24_000, "<f4")
    samples[1_000] = bad
    refusal = refusal_of(wav_file(samples.tobytes(), tag=3, bits=32))
    assert refusal.code == "damaged" and "can't be sound" in str(refusal)


def test_other_audio_formats_and_videos_are_named(speech: NDArray, made_file: Callable) -> None:
    assert "AIFF" in str(refusal_of(made_file("aiff", "pcm_s16be", speech, 24_000)))
    assert "ac3" in str(refusal_of(made_file("matroska", "ac3", speech[:24_000], 48_000)))
    for container in ("mp4", "matroska"):
        refusal = refusal_of(made_file(container, "aac", speech, 24_000, video=True))
        assert refusal.code == "unsupported_format" and "video" in str(refusal)


def test_too_large_too_short_and_too_long_files_are_refused(
    every_kind: dict[str, bytes], tmp_path: Path
) -> None:
    large = tmp_path / "large.wav"
    with large.open("wb") as file:
        file.truncate(26_000_000)
    assert str(refusal_of(large)).startswith("The file has 26.0 MB, at most 25.0 MB")
    short = refusal_of(every_kind["mp3"], DecodeLimits(min_seconds=3))
    assert (short.code, short.figures) == ("too_short", {"seconds": 1.5, "min_seconds": 3})
    for kind, data in every_kind.items():
        refusal = refusal_of(data, DecodeLimits(max_seconds=0.9))
        assert refusal.code == "too_long", kind
        if kind not in {"mp3", "aac", "wav", "wav-24", "wav-float"}:
            assert refusal.figures["seconds"] == pytest.approx(1.5, abs=0.1), kind


def test_the_refusal_of_a_long_recording_names_its_length(recordings: Path) -> None:
    refusal = refusal_of(recordings / "music_vibe_ace.ogg")
    assert refusal.code == "too_long"
    assert refusal.figures == {"seconds": 61.5, "max_seconds": 60.0}


def bomb(container: str, codec: str, options: dict[str, str], packet_seconds: float) -> bytes:
    """Two hours of silence: one encoded packet, repeated."""
    out = io.BytesIO()
    with av.open(out, "w", format=container) as media:
        stream: Any = media.add_stream(codec, rate=48_000, options=options)
        stream.codec_context.layout = "stereo" if codec == "vorbis" else "mono"
        layout, channels = stream.codec_context.layout.name, stream.codec_context.channels
        quiet = np.zeros((1, 96_000 * channels), np.int16)
        frame = av.AudioFrame.from_ndarray(quiet, format="s16", layout=layout)
        frame.sample_rate, frame.pts = 48_000, 0
        packets = [p for p in [*stream.encode(frame), *stream.encode(None)] if p.size]
        typical = packets[len(packets) // 2]
        media.mux(packets[0])
        duration = typical.duration
        for index in range(1, int(7_200 / packet_seconds)):
            copy = av.Packet(bytes(typical))
            copy.stream, copy.time_base = stream, typical.time_base
            copy.pts = copy.dts = index * duration
            copy.duration = duration
            media.mux(copy)
    return out.getvalue()


@pytest.mark.parametrize(
    ("container", "codec", "options", "packet_seconds"),
    [
        ("opus", "libopus", {"frame_duration": "60"}, 0.06),
        ("ogg", "vorbis", {"strict": "experimental"}, 2_048 / 48_000),
        ("webm", "libopus", {"frame_duration": "60"}, 0.06),
        ("adts", "aac", {}, 1_024 / 48_000),
    ],
)
def test_hours_of_silence_in_a_small_file_are_refused(
    container: str, codec: str, options: dict[str, str], packet_seconds: float
) -> None:
    data = bomb(container, codec, options, packet_seconds)
    assert len(data) < 10_000_000
    started = time.monotonic()
    assert refusal_of(data).code == "too_long"
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("name", ["flac", "mp3"])
def test_hours_that_the_header_does_not_declare_are_refused(name: str) -> None:
    out = io.BytesIO()
    encode_file(name, (SECOND for _ in range(100)), sample_rate=24_000, out=out)
    data = bytearray(out.getvalue())
    if name == "flac":
        data[18:26] = (int.from_bytes(data[18:26], "big") >> 36 << 36).to_bytes(8, "big")
    started = time.monotonic()
    refusal = refusal_of(bytes(data))
    assert refusal.code == "too_long"
    assert str(refusal).startswith("The recording is longer than 60.0 seconds")
    assert time.monotonic() - started < 10


def test_a_flac_that_claims_days_is_refused(every_kind: dict[str, bytes]) -> None:
    data = bytearray(every_kind["flac"])
    data[18:26] = (int.from_bytes(data[18:26], "big") | (1 << 36) - 1).to_bytes(8, "big")
    refusal = refusal_of(bytes(data))
    assert refusal.code == "too_long" and float(refusal.figures["seconds"]) > 2_000_000


def child_that(tmp_path: Path, does: str) -> tuple[str]:
    """How to start a child that does this instead of decoding."""
    path = tmp_path / "child.py"
    path.write_text(f"import os, signal, subprocess, sys, time\n{does}\n")
    return (str(path),)


@pytest.mark.parametrize(
    ("does", "code"),
    [
        ("time.sleep(60)", "timeout"),
        ("subprocess.Popen(['sleep', '61.37']); time.sleep(60)", "timeout"),
        ("os.kill(os.getpid(), signal.SIGXCPU)", "timeout"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "damaged"),
        ("print('nonsense')", "damaged"),
        ("print('{}')", "damaged"),
        ('print(\'{"refused": "__class__", "figures": {}}\')', "damaged"),
        ('print(\'{"refused": "too_long", "figures": {}}\')', "damaged"),
        ("print('[]')", "damaged"),
        ("print('{\"facts\": []}')", "damaged"),
        ('print(\'{"facts": {"samples": 9}}\')', "damaged"),
        (
            'print(\'{"facts": {"samples": 1}}\'); sys.stdout.flush(); '
            'os.write(1, b"\\0\\0\\xc0\\x7f")',
            "damaged",
        ),
        ("subprocess.Popen(['sleep', '61.37'])", "damaged"),
    ],
)
def test_a_misbehaving_child_is_stopped_and_reported(
    does: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wav_file: Callable
) -> None:
    monkeypatch.setattr(room, "_START", child_that(tmp_path, does))
    started = time.monotonic()
    wall_seconds = 1.0 if code == "timeout" else 20.0
    assert refusal_of(wav_file(SECOND), DecodeLimits(wall_seconds=wall_seconds)).code == code
    assert time.monotonic() - started < 10
    while sleepers() and time.monotonic() - started < 10:
        time.sleep(0.01)
    assert sleepers() == []


SPIN = """
import json
sys.path.insert(0, sys.argv[1])
from confined.child import confine
confine(json.loads(sys.argv[2])["limits"])
while True: pass
"""


def test_processor_time_is_limited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wav_file: Callable
) -> None:
    monkeypatch.setattr(room, "_START", child_that(tmp_path, SPIN))
    started = time.monotonic()
    assert refusal_of(wav_file(SECOND), DecodeLimits(cpu_seconds=1)).code == "timeout"
    assert time.monotonic() - started < 10


def sleepers() -> list[psutil.Process]:
    """Processes started by the fake children that are still alive."""
    return [
        process
        for process in psutil.process_iter(["cmdline", "status"])
        if process.info["cmdline"] == ["sleep", "61.37"]
        and process.info["status"] != psutil.STATUS_ZOMBIE
    ]


def test_a_child_that_cannot_run_is_not_the_fault_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wav_file: Callable
) -> None:
    monkeypatch.setattr(room, "_START", child_that(tmp_path, "import no_such_module"))
    with pytest.raises(RuntimeError, match="no_such_module"):
        decode(wav_file(SECOND))


PROBE = """
import json, sys
sys.path.insert(0, sys.argv[1])
import av
from confined.child import confine
limits = json.loads(sys.argv[2])["limits"]
def outcome(call):
    try: return repr(call())
    except BaseException as error: return type(error).__name__
import socket, ctypes, pathlib
offline = confine(limits)
print(json.dumps({
    "offline": offline,
    "network": os.readlink("/proc/self/ns/net"),
    "uid": os.geteuid(),
    "file": outcome(lambda: open("/etc/passwd")),
    "socket": outcome(lambda: socket.socket()),
    "fork": outcome(lambda: subprocess.Popen(["true"])),
    "memory": outcome(lambda: bytearray(1 << 30)),
    "raise": outcome(lambda: __import__("resource").setrlimit(7, (100, 100))),
    "output": outcome(lambda: os.ftruncate(1, 100_000_000)),
    "secret": os.environ.get("LECTERN_MASTER_KEY"),
}), file=sys.stderr)
"""
UNSHARE = "import ctypes; raise SystemExit(ctypes.CDLL(None).unshare({flags}) != 0)"


def test_the_child_can_do_nothing_but_decode(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    wav_file: Callable,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("LECTERN_MASTER_KEY", "secret")
    monkeypatch.setattr(room, "_START", child_that(tmp_path, PROBE))
    with caplog.at_level(logging.WARNING, "confined"):
        assert refusal_of(wav_file(SECOND)).code == "damaged"
    report = json.loads(caplog.text[caplog.text.index("{") : caplog.text.rindex("}") + 1])
    assert report["file"] == report["socket"] == report["fork"] == report["output"] == "OSError"
    assert report["memory"] == "MemoryError"
    assert report["secret"] is None
    assert report["raise"] == "ValueError"
    if os.geteuid() == 0:
        assert report["uid"] == 65534
    flags = 0x40000000 if os.geteuid() == 0 else 0x50000000
    could = subprocess.run([sys.executable, "-c", UNSHARE.format(flags=flags)]).returncode == 0
    assert report["offline"] is could
    assert (report["network"] != os.readlink("/proc/self/ns/net")) is could


def test_the_name_of_a_file_does_not_matter(tmp_path: Path, every_kind: dict[str, bytes]) -> None:
    path = tmp_path / "voice.wav"
    path.write_bytes(every_kind["opus"])
    assert decode(path).container == "ogg"
