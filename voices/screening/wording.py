"""The text shown for each reason: a sentence with figures, and advice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """`sentence` has {named} figures; both are English sources, to be translated first."""

    sentence: str
    tip: str


def gettext_noop(text: str) -> str:
    """Mark `text` for extraction by gettext; it is translated when shown."""
    return text


WORDINGS: dict[str, Wording] = {
    "silence": Wording(
        gettext_noop("The recording is silent: its level is {level} dB."),
        gettext_noop("Check that the right microphone is chosen and not muted, and record again."),
    ),
    "too_quiet": Wording(
        gettext_noop("The voice is very quiet: {level} dB, and at least {least} dB are needed."),
        gettext_noop("Come closer to the microphone, or turn its level up."),
    ),
    "too_short": Wording(
        gettext_noop("The recording has {seconds} seconds, and {least} are needed."),
        gettext_noop("Read two or three whole sentences."),
    ),
    "too_long": Wording(
        gettext_noop("The recording has {seconds} seconds, and at most {most} are used."),
        gettext_noop("Cut out the passage in which the voice is clearest."),
    ),
    "too_little_speech": Wording(
        gettext_noop("Only {seconds} seconds of speech were heard, and {least} are needed."),
        gettext_noop("Read two or three whole sentences without long pauses."),
    ),
    "music": Wording(
        gettext_noop("Music or singing is heard for {seconds} seconds."),
        gettext_noop(
            "Switch off music, radio and television, and record the speaking voice alone."
        ),
    ),
    "several_speakers": Wording(
        gettext_noop("There is more than one voice; another one speaks for {seconds} seconds."),
        gettext_noop("Let one person speak alone, and close the door to other voices."),
    ),
    "noise": Wording(
        gettext_noop("It is too noisy: the voice stands only {snr} dB above the noise."),
        gettext_noop(
            "Record in a quiet room, with windows closed and fans off, near the microphone."
        ),
    ),
    "noise.warning": Wording(
        gettext_noop("There is some noise: the voice stands {snr} dB above it."),
        gettext_noop("The recording can be used. A quieter room would make the voice better."),
    ),
    "clipping": Wording(
        gettext_noop(
            "The recording is too loud and distorted: {percent} percent of it are cut off."
        ),
        gettext_noop("Turn the microphone's level down, or sit a little further away."),
    ),
    "echo": Wording(
        gettext_noop("The room echoes: sound takes about {rt60} seconds to die away."),
        gettext_noop(
            "Record in a small room with curtains, carpet or shelves, near the microphone."
        ),
    ),
    "narrow_band": Wording(
        gettext_noop("The high sounds are missing above {khz} kHz, as on the telephone."),
        gettext_noop(
            "Record with the phone's or computer's recorder, not over a call or a headset by "
            "Bluetooth."
        ),
    ),
}
"""By code; `noise.warning` is for noise that is no reason to refuse."""
