"""The sizes of ZipVoice-Distill's sound, as its export writes them into the files (24 kHz)."""

SAMPLE_RATE = 24_000
N_FFT = 1024
HOP = 256
MELS = 100
BINS = N_FFT // 2 + 1
FRAME_RATE = SAMPLE_RATE / HOP
"""Frames per second: 93.75."""

FEATURE_SCALE = 0.1
"""What the model's log mels are multiplied by (`feat_scale` of the reference)."""
PROMPT_RMS = 0.1
"""A prompt that is quieter is brought to this root mean square, and what is spoken back again."""
