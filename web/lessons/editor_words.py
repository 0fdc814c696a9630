"""What the lesson editor says and offers, in the language of the page; its script has no words."""

from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from voices.tone.services import WORKSPACE, tones
from web.tone.words import SCALES, Choice, Dial, dials

SHARE_DAYS = (1, 7, 30, 90, 365)
"""How long a share link may work, to choose from."""
RATES = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
"""Listening speeds; the audio itself stays as it was made."""


def paces() -> tuple[Choice, ...]:
    """How fast a line may be read, as a factor of the voice's own pace."""
    return SCALES["speed"].words


def pauses() -> list[Choice]:
    """How long the silence after a line may be, in milliseconds."""
    scale = SCALES["paragraph_pause_ms"]
    none, *others = scale.words
    return [none, *(Choice(it.value, f"{it.label} ({scale.shown(it.value)})") for it in others)]


def tone_dials() -> list[Dial]:
    """What can be set for the whole lesson by a slider; its pace is among the settings above."""
    return [*dials(asdict(tones()[WORKSPACE]), without="speed")]


def messages() -> dict[str, Any]:
    """What the script says, by the names that it knows."""
    return {
        "text": _("Text of the lesson"),
        "drag": _("Drag to move"),
        "play": _("Play"),
        "pause": _("Pause"),
        "made": _("{ready} of {all} lines can be played."),
        "missing": _("About {length} is still to be made."),
        "changed": _("{changed} of them have changed since they were made."),
        "left": _("Today’s quota has room for {left}."),
        "yours": _("Keep mine"),
        "theirs": _("Keep theirs"),
        "empty": _("(an empty line)"),
        "deleted": _("(deleted)"),
        "cannot": _reasons(),
        "saving": {
            "saved": _("Saved"),
            "waiting": _("Not saved yet"),
            "sending": _("Saving …"),
            "offline": _("No connection. Your changes are kept here and saved later."),
            "conflict": _("Somebody else changed the same lines."),
            "refused": _("This can’t be saved."),
        },
        "downloads": {
            "missing": _("{missing} of {all} lines are not made yet. Press “Make all” first."),
            "unsigned": _("≈ {size}, too large for content credentials"),
        },
        "readings": _readings(),
        "sharing": {
            "kept": _("Saved"),
            "failed": _("This can’t be saved now. Try again."),
        },
        "shares": {
            "made": _("The link is ready. Copy it, or let students scan its QR code."),
            "gone": _("The link is revoked: nothing more is heard there."),
            "until": _("works until {date}"),
            "expired": _("ended on {date}"),
            "plays": _("played in {count} visits"),
            "password": _("with a password"),
            "copied": _("Copied"),
            "failed": _("This did not work. Please try again."),
        },
        "versions": {
            "loading": _("One moment …"),
            "none": _("There are no versions yet."),
            "lines": _("{lines} lines"),
            "unsaved": _("Your last changes are not saved yet. Restore a version after that."),
            "failed": _("The versions can’t be loaded now. Try again."),
        },
        "player": {
            "waiting": _("This line is being made …"),
            "blocked": _("Press Play to listen."),
            "broken": _("This line can’t be loaded. Press Play to try again."),
        },
    }


def _readings() -> dict[str, Any]:
    """What is said of a word and its readings."""
    return {
        "loading": _("Looking it up …"),
        "failed": _("This did not work. Please try again."),
        "why": {
            "polyphone": _("can be read in several ways"),
            "heteronym": _("can be read in several ways"),
            "unknown": _("is in no dictionary"),
            "ambiguous": _("can be read in several ways"),
        },
        "now": {
            "engine": _("spoken now"),
            "dictionary": _("spoken now, by the dictionary"),
            "line": _("spoken now, set here"),
        },
        "rules": _("by the voice’s own rules"),
        "own": _("your own reading"),
        "pinyin": _("pinyin, as chong2 qing4"),
        "respelling": _("as it sounds, or /IPA/"),
        "play": _("Play {reading}"),
        "free": _("Listening here is not counted."),
        "counted": _("Today’s free tries are used up: this was counted as usage."),
        "taught": _("It is in the dictionary now."),
        "concerned": _("See what it changes"),
    }


def _reasons() -> dict[str, str]:
    """Why a line can't be made, by the codes of a line's state."""
    return {
        "voice_deleted": _("The voice is deleted. Choose another one."),
        "voice_revoked": _("The speaker withdrew the voice. Choose another one."),
        "voice_failed": _("The voice could not be made. Choose another one."),
        "voice_not_ready": _("The voice is still being made."),
        "voice_not_of_model": _("The lesson’s engine can’t speak with this voice."),
        "language_not_of_model": _("The lesson’s model speaks English only."),
        "voice_not_yours": _("This voice is not shared with you. Choose another one."),
        "voice_missing": _("Choose a voice."),
        "mood_deleted": _("The voice’s recording in this mood is deleted. Choose another mood."),
        "emotion_unknown": _("The voice has no such mood. Choose another one."),
        "nothing_to_speak": _("There is nothing to say in this line."),
        "quota": _("Today’s quota is used up; this line waits for tomorrow’s."),
        "synthesis_failed": _("This line could not be spoken, in three tries. Change it."),
        "ran_away": _("The voice lost its way in this line, in three tries. Change the line."),
        "worker_lost": _("The machine that made this stopped, three times. Try again."),
    }
