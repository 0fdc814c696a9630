"""The encoders, beside the libraries whose front ends are written anew here."""

from __future__ import annotations

import subprocess
import sys

import kaldi_native_fbank
import numpy as np
import pytest
import torch
from resemblyzer import VoiceEncoder
from resemblyzer.audio import wav_to_mel_spectrogram

from config import ROOT
from speakers.encoders import Encoders
from speakers.filter_bank import FilterBank
from speakers.kaldi import FLOOR, FLOOR_16_BIT
from speakers.speech import speech_of
from speakers.voice_print import SAMPLE_RATE, Samples, TooLittleSpeech


def murmur(seconds: float, hertz: float = 120.0, seed: int = 0) -> Samples:
    """Something like speech: a tone that wanders, with harmonics, in syllables, and a little
    noise below 4 kHz alone, so that the upper bins are empty."""
    rng = np.random.default_rng(seed)
    at = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    pitch = hertz * (1 + 0.15 * np.sin(2 * np.pi * 0.7 * at))
    phase = 2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE
    tones = sum(np.sin(k * phase) / k for k in range(1, 20))
    noise = np.fft.rfft(rng.standard_normal(len(at)))
    noise[len(noise) // 2 :] = 0
    syllables = np.clip(np.sin(2 * np.pi * 3 * at), 0, 1)
    wave = 0.1 * tones * syllables + 0.003 * np.fft.irfft(noise, len(at))
    return wave.astype(np.float32)


@pytest.fixture(scope="module")
def encoders() -> Encoders:
    return Encoders.load()


def kaldis(speech: Samples) -> np.ndarray:
    """The filter bank by kaldi-native-fbank, each bin's mean 0."""
    options = kaldi_native_fbank.FbankOptions()
    options.frame_opts.samp_freq = SAMPLE_RATE
    options.frame_opts.dither = 0.0
    options.mel_opts.num_bins = 80
    bank = kaldi_native_fbank.OnlineFbank(options)
    bank.accept_waveform(SAMPLE_RATE, speech.tolist())
    bank.input_finished()
    frames = np.stack([bank.get_frame(index) for index in range(bank.num_frames_ready)])
    return frames - frames.mean(0)


@pytest.mark.parametrize(("scale", "floor"), [(1, FLOOR), (32_768, FLOOR_16_BIT)])
def test_the_filter_bank_is_kaldis(scale: float, floor: float) -> None:
    speech = murmur(3)
    ours = FilterBank()(torch.from_numpy(speech), floor).numpy()
    wanted = kaldis(speech * np.float32(scale))
    assert ours.shape == wanted.shape
    # In nats, of which speech spans twenty. Empty bins hold nothing but rounding errors.
    assert np.abs(ours - wanted).mean() < 0.002
    assert np.quantile(np.abs(ours - wanted), 0.99) < 0.05


def test_the_two_floors_tell_what_lies_above_a_narrow_band() -> None:
    speech = torch.from_numpy(murmur(3))
    apart = (FilterBank()(speech, FLOOR) - FilterBank()(speech, FLOOR_16_BIT)).abs()
    assert apart[:, -10:].mean() > 0.1


@pytest.mark.parametrize("seconds", [1.0, 1.6, 2.5, 7.3])
def test_an_utterance_is_to_ge2e_what_resemblyzer_says(encoders: Encoders, seconds: float) -> None:
    speech = murmur(seconds)
    wanted = VoiceEncoder("cpu", verbose=False).embed_utterance(speech)
    ours = encoders.embed(speech).ge2e
    assert ours.shape == (256,)
    assert ours @ wanted > 0.99999


def test_windows_are_to_ge2e_what_resemblyzer_says(encoders: Encoders) -> None:
    windows = np.stack([murmur(1.6, hertz) for hertz in (110, 220)])
    mels = np.stack([wav_to_mel_spectrogram(window) for window in windows])
    with torch.no_grad():
        wanted = VoiceEncoder("cpu", verbose=False)(torch.from_numpy(mels)).numpy()
        ours = encoders.ge2e.windows(torch.from_numpy(windows)).numpy()
    assert (ours * wanted).sum(1).min() > 0.99999
    assert wanted[0] @ wanted[1] < 0.99


def test_a_window_is_to_campp_what_an_utterance_is(encoders: Encoders) -> None:
    windows = torch.from_numpy(np.stack([murmur(1.6, hertz) for hertz in (110, 220)]))
    with torch.inference_mode():
        together = encoders.campp.windows(windows)
        apart = torch.stack([encoders.campp.utterance(one) for one in windows])
    assert together.shape == (2, 192)
    assert torch.allclose(together.norm(dim=1), torch.ones(2), atol=1e-5)
    assert (together * apart).sum(1).min() > 0.99999


def test_no_windows_are_no_vectors(encoders: Encoders) -> None:
    none = torch.zeros(0, 25_600)
    assert encoders.ge2e.windows(none).shape == (0, 256)
    assert encoders.campp.windows(none).shape == (0, 192)


@pytest.mark.parametrize("encoder", ["ge2e", "campp"])
def test_likeness_grows_along_its_gradient(encoders: Encoders, encoder: str) -> None:
    hear = getattr(encoders, encoder).utterance
    person = hear(torch.from_numpy(murmur(2, 200)))
    speech = torch.from_numpy(murmur(2, 120)).requires_grad_()
    before = hear(speech) @ person
    (gradient,) = torch.autograd.grad(before, speech)
    step = 1e-3 * gradient / gradient.square().mean().sqrt()
    assert hear(speech.detach() + 0.1 * step) @ person > before
    assert not any(p.requires_grad for p in getattr(encoders, encoder)._network.parameters())


@pytest.mark.parametrize("samples", [np.zeros(0), np.zeros(32_000), murmur(0.5)])
def test_too_little_speech_is_said(encoders: Encoders, samples: np.ndarray) -> None:
    with pytest.raises(TooLittleSpeech):
        encoders.voice_print(samples.astype(np.float32), SAMPLE_RATE)


def test_speech_comes_at_16_khz() -> None:
    speech = speech_of(np.repeat(murmur(4), 3), 3 * SAMPLE_RATE)
    assert 1 <= len(speech) / SAMPLE_RATE <= 4.1


def test_the_web_process_may_import_what_needs_no_torch() -> None:
    script = "import sys, speakers.kaldi, speakers.voice_print; print('torch' in sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "False"
