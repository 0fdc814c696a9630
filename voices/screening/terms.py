"""What each detector looks at and looks for, and how often it may be wrong."""

from __future__ import annotations

_MUSIC = (
    *("music_mean", "music_most", "music_logit", "singing_mean", "music_pauses"),
    *("music_below_mean", "music_below_most", "music_below_logit", "singing_below_mean"),
    *("singing_below_most", "speech_below_mean", "music_below_pauses", "steady_tones"),
    "steady_tones_most",
)
_NOISE = (
    *("snr_db", "snr_db_60", "snr_db_300", "snr_db_1000", "snr_db_3000", "snr_least", "pauses_db"),
    *("pauses_loudest_db", "wada", "dip_db", "bursts", "strange_12", "strange_20"),
    *("voice_sureness", "speech_sureness", "floor_flatness"),
)
_SPEAKERS = (
    *("second_speaker_seconds", "overlap_seconds", "overlap_share", "second_speaker_share"),
    *("second_voice_campp", "second_voice_ge2e", "least_likeness_campp", "two_groups_campp"),
    *("groups_apart_campp", "least_likeness_ge2e", "two_groups_ge2e", "groups_apart_ge2e"),
)
OTHER_VOICES = (
    *("other_voice_heard", "other_voice_seconds", "other_voice_most", "other_voices_at_once"),
    *("other_voices_change", "other_voice_mean"),
)
OTHER_SOUNDS = (
    *("other_sound_heard", "other_sound_db", "other_sound_most_db", "other_sound_0"),
    *("other_sound_6", "other_sound_12", "other_sound_18"),
)
_ECHO = (
    *("modulation_ratio", "modulation_least", "decay_10", "decay_25", "decay_50", "decay_75"),
    *("decay_long", "tail_db", "dip_db", "pauses_db"),
)
_CLIPPING = ("bump", "peaks_at_top", "peaks_evenness", "top_ratio", "time_at_top", "crest_db")

TERMS: dict[str, tuple[str, ...]] = {
    "music": _MUSIC + _NOISE,
    "several_speakers": (
        *(*_SPEAKERS, "speech_sureness", "wada", "music_below_logit", "snr_db", "dip_db"),
        *("music_below_mean", "speech_below_mean", "voice_sureness", *OTHER_VOICES),
    ),
    "noise": tuple(
        dict.fromkeys(_NOISE + _MUSIC + _SPEAKERS + _ECHO + _CLIPPING + OTHER_SOUNDS + OTHER_VOICES)
    ),
    "some_noise": _NOISE + _MUSIC,
    "clipping": _CLIPPING,
    "echo": _ECHO,
}
"""What each detector looks at. All that was measured serves to tell noise: with it 84 % instead of
80 % of noise at 10 dB or less was found at 0.6 % false, by cross-validation as all figures here.
What the networks hear beside the speaker finds 96 instead of 92 % of two speakers at 1 % false,
and 83 instead of 59 % of hard noise at 0.4 %."""

LABELS: dict[str, tuple[str, ...]] = {"some_noise": ("noise", "noise_warned")}
"""Labels that a detector looks for where they are not its own name."""

AGAINST = {"noise": ("noise_warned",)}
"""Labels beside `clean` that a detector must not take for its own: noise that is only warned of."""

AGAINST_WEIGHT = {"noise": 0.2}
"""What a clip of those labels counts against a clean one. At full weight 88 % instead of 90 % of
noise at 10 dB or less was found at 0.6 % false."""

STRENGTH = {"several_speakers": 5.0, "clipping": 1.0, "echo": 1.0}
"""The regression's C where it isn't 0.1: there 84 % instead of 89 % of two speakers were found at
0.6 % false."""

USED = {"clean", "noise_warned", *(label for name in TERMS for label in LABELS.get(name, (name,)))}
"""Labels that a fit looks at."""

FALSE_SHARE = {
    "music": 0.006,
    "several_speakers": 0.005,
    "noise": 0.01,
    "clipping": 0.0015,
    "echo": 0.0005,
    "some_noise": 0.04,
}
"""The share of clean clips that each may say yes to, spent where it buys most. Clips fitted to are
harder than most."""

SHARE_EXTENDING = {"noise": 0.006, "clipping": 0.0125, "echo": 0.0015}
"""The same of the detectors that are extended by a few clips. Of 569 clean ones 2.5 % were
refused before, 1.9 % as clipped; a higher limit finds as many that are clipped and refuses 0.5 %
less, which is spent on noise and echo. A lower limit for two speakers found 2 % more of them in
three other sets, and refused 0.6 % more of the clean clips. For noise 0.6 %, with
0.5 % for two speakers, refuses as many clean clips in all as 0.4 and 0.7 % did before the networks
had heard 6000 examples, and finds more."""

MEASURES = frozenset(term for terms in TERMS.values() for term in terms)
"""All that a file of thresholds may look at."""
