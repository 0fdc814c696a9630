"""The reasons for which a recording is refused: codes, and sentences for the person."""

from __future__ import annotations


class ClipRefused(Exception):
    """The recording can't be used.

    `code` is stable (empty, not_audio, unsupported_format, too_large, too_short, too_long,
    damaged, timeout). `message` is a constant English sentence with {named} figures, so that
    it can be translated before `figures` are put in; `str()` gives it with the figures.
    """

    def __init__(self, code: str, message: str, **figures: str | int | float) -> None:
        super().__init__(message.format(**figures))
        self.code = code
        self.message = message
        self.figures = figures


def gettext_noop(text: str) -> str:
    """Mark `text` to be extracted by gettext; the code that shows it translates it."""
    return text


REFUSALS: dict[str, str] = {
    "empty": gettext_noop(
        "The recording is empty. Check that the right microphone is on, and record again."
    ),
    "not_audio": gettext_noop(
        "This file is not a sound recording. Upload a WAV, FLAC, MP3, M4A, OGG or WebM file."
    ),
    "unsupported_format": gettext_noop(
        "Recordings of the kind {kind} can't be used. Save the recording as WAV, FLAC, MP3 or "
        "M4A and upload that."
    ),
    "unsupported_format.video": gettext_noop(
        "This file is a video. Save its sound alone, as WAV, MP3 or M4A, and upload that."
    ),
    "unsupported_format.channels": gettext_noop(
        "The recording has {channels} channels, at most {max_channels} can be used. Save it in "
        "mono or stereo and upload that."
    ),
    "unsupported_format.rate": gettext_noop(
        "The recording has a sample rate of {rate} Hz, it must be between {min_rate} and "
        "{max_rate} Hz. Save it with 44100 or 48000 Hz and upload that."
    ),
    "too_large": gettext_noop(
        "The file has {megabytes} MB, at most {max_megabytes} MB can be taken. Cut it shorter, "
        "or save it as FLAC, MP3 or M4A."
    ),
    "too_short": gettext_noop(
        "The recording has {seconds} seconds, at least {min_seconds} are needed. Record a "
        "longer passage."
    ),
    "too_long": gettext_noop(
        "The recording has {seconds} seconds, at most {max_seconds} can be used. Cut out the "
        "best part and upload that."
    ),
    "too_long.unknown": gettext_noop(
        "The recording is longer than {max_seconds} seconds. Cut out the best part and upload that."
    ),
    "damaged": gettext_noop(
        "The file is damaged and can't be read. Save or copy it once more and upload it again."
    ),
    "damaged.cut_off": gettext_noop(
        "The file ends after {seconds} of {claimed_seconds} seconds. Perhaps the copy was "
        "interrupted: copy it once more and upload it again."
    ),
    "damaged.values": gettext_noop(
        "The file holds values that can't be sound. Save it as WAV with 16 or 24 bits and upload "
        "that."
    ),
    "timeout": gettext_noop(
        "Reading the file took too long. Save it as WAV, FLAC or MP3 and upload that."
    ),
}
"""Sentences by reason. A reason is a code, or a code, a dot and a closer case."""


def refused(reason: str, **figures: str | int | float) -> ClipRefused:
    """The refusal for one reason of REFUSALS."""
    return ClipRefused(reason.partition(".")[0], REFUSALS[reason], **figures)
