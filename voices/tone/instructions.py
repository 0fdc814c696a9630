"""What free instructions, such as OpenAI's clients send, ask of a voice: "slowly and cheerfully".

Words of pace, liveliness, loudness and pauses become controls, words of feeling a mood. No engine
understands more: what else is written (accents, pitch, roles) is counted as ignored.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from voices.tone.controls import CONTROLS

Asked = Mapping[str, float]
"""How far from its plain value each control is to go."""

SLOW, FAST = {"speed": -0.15}, {"speed": 0.2}
LIVELY, EVEN = {"expressiveness": 0.5}, {"expressiveness": -0.5}
LOUD, SOFT = {"gain_db": 4.0}, {"gain_db": -4.0}
PAUSES = {"sentence_pause_ms": 400.0}

ENGLISH: dict[str, Asked] = {
    **dict.fromkeys(("slow", "slower", "slowly", "unhurried", "leisurely"), SLOW),
    **dict.fromkeys(("fast", "faster", "quick", "quickly", "rapid", "rapidly", "brisk"), FAST),
    **dict.fromkeys(("lively", "energetic", "expressive", "expressively", "animated"), LIVELY),
    **dict.fromkeys(("enthusiastic", "enthusiastically", "dramatic", "playful", "vivid"), LIVELY),
    **dict.fromkeys(("monotone", "flat", "deadpan", "robotic", "measured"), EVEN),
    **dict.fromkeys(("loud", "louder", "loudly"), LOUD),
    **dict.fromkeys(("soft", "softer", "softly", "quiet", "quietly", "gentle", "gently"), SOFT),
    "pauses": PAUSES,
}
MANDARIN: dict[str, Asked] = {
    **dict.fromkeys(("慢", "缓慢", "慢慢"), SLOW),
    **dict.fromkeys(("快", "快速", "飞快"), FAST),
    **dict.fromkeys(("活泼", "生动", "热情", "有活力"), LIVELY),
    **dict.fromkeys(("平淡", "平稳", "单调"), EVEN),
    **dict.fromkeys(("大声", "响亮"), LOUD),
    **dict.fromkeys(("轻声", "小声", "轻柔", "柔和"), SOFT),
    "停顿": PAUSES,
}
MOODS: dict[str, str] = {
    **dict.fromkeys(("happy", "happily", "cheerful", "cheerfully", "joyful"), "happy"),
    **dict.fromkeys(("高兴", "开心", "快乐", "欢快"), "happy"),
    **dict.fromkeys(("sad", "sadly", "sorrowful", "melancholic", "悲伤", "难过", "伤心"), "sad"),
    **dict.fromkeys(("angry", "angrily", "furious", "生气", "愤怒"), "angry"),
    **dict.fromkeys(("surprised", "astonished", "amazed", "惊讶", "吃惊"), "surprised"),
    **dict.fromkeys(("calm", "calmly", "relaxed", "soothing", "serene", "平静", "镇定"), "calm"),
}
WITHOUT_MOOD: dict[str, Asked] = {
    "happy": {"expressiveness": 0.4},
    "sad": {"expressiveness": -0.3, "speed": -0.1},
    "angry": {"expressiveness": 0.5, "gain_db": 2.0},
    "surprised": {"expressiveness": 0.5},
    "calm": {"expressiveness": -0.3, "speed": -0.1},
}
"""What comes nearest to a mood that the voice has no recording of."""

STRONGER, WEAKER = 1.6, 0.5
DEGREES = {
    **dict.fromkeys(("very", "extremely", "really", "much", "非常", "特别", "很"), STRONGER),
    **dict.fromkeys(("slightly", "somewhat", "bit", "little", "稍", "稍微", "略"), WEAKER),
}
NEGATIONS = {"not", "no", "never", "without", "avoid", "don't", "dont", "isn't", "不", "别", "勿"}
NEGATED_WITHIN = 3
"""How many words after a negation its word stands, at most: "don't speak too fast"."""

_TERMS = sorted({*ENGLISH, *MANDARIN, *MOODS, *DEGREES, *NEGATIONS}, key=len, reverse=True)
_HAN = "|".join(term for term in _TERMS if not term.isascii())
_WORD = re.compile(rf"[a-z]+(?:'[a-z]+)?|{_HAN}|[\u3400-\u9fff]|[.;!?。；！？，,]")
_BREAKS = frozenset(".;!?。；！？")


@dataclass(frozen=True, slots=True)
class Followed:
    """What is done of instructions: controls (voices.tone.controls) and a mood, "" for none.

    `ignored` is how many of their words, or Chinese characters, nothing is done of.
    """

    controls: Mapping[str, float]
    mood: str
    ignored: int

    @property
    def told(self) -> str:
        """For a header, as a dictionary of RFC 8941: `speed=0.85, emotion=happy, ignored=3`."""
        done = [f"{name}={round(value, 2):g}" for name, value in self.controls.items()]
        mood = [f"emotion={self.mood}"] if self.mood else []
        return ", ".join([*done, *mood, f"ignored={self.ignored}"])


def follow(
    instructions: str, *, moods: Collection[str] = (), settled: Collection[str] = ()
) -> Followed:
    """What instructions ask for, as far as it can be done.

    `moods` are the voice's; where it lacks the one asked for, controls come near it. `settled` are
    the controls that were asked for otherwise, and "mood": those stay as they are. Of words that
    contradict each other the first holds, and a negated word asks for nothing.
    """
    words = _WORD.findall(instructions.lower().replace("’", "'"))
    controls: dict[str, float] = {}
    mood, done, total = "", 0, 0
    degree = ""
    negated_at: int | None = None
    for word in words:
        if not word[0].isalpha():
            degree, negated_at = "", None if word in _BREAKS else negated_at
            continue
        total += _length(word)
        if word in NEGATIONS:
            negated_at = total
            continue
        if word in DEGREES:
            degree = word
            continue
        before, degree = degree, ""
        asked, called = _asked(word)
        if not asked or (negated_at is not None and total - negated_at <= NEGATED_WITHIN):
            continue
        counted = _length(word) + _length(before)
        if called in moods:
            if "mood" not in settled and not mood:
                mood, done = called, done + counted
            continue
        new = {name: by for name, by in asked.items() if name not in {*settled, *controls}}
        controls |= {name: _value(name, by * DEGREES.get(before, 1)) for name, by in new.items()}
        done += counted if new else 0
    return Followed(controls, mood, max(0, total - done))


def _asked(word: str) -> tuple[Asked, str]:
    """What a word asks of controls, and the mood that it names or ""."""
    if word in MOODS:
        return WITHOUT_MOOD[MOODS[word]], MOODS[word]
    return ENGLISH.get(word) or MANDARIN.get(word) or {}, ""


def _length(word: str) -> int:
    """A Chinese word counts with its characters."""
    return (1 if word.isascii() else len(word)) if word else 0


def _value(name: str, away: float) -> float:
    control = CONTROLS[name]
    return round(min(control.most, max(control.least, control.plain + away)), 3)
