"""Subtitles (SubRip, WebVTT): cues are joined to sentences, speakers kept, sounds left out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lessons.files.blocks import ITEM
from lessons.files.collecting import Collector, one_line

_TIMES = re.compile(
    r"\s*(?:(\d{1,3}):)?(\d{1,2}):(\d\d)[.,](\d{3})\s*-->\s*(?:(\d{1,3}):)?(\d{1,2}):(\d\d)[.,](\d{3})"
)
_VOICE = re.compile(r"<v(?:\.[^ \t>]*)?[ \t]+([^>]{1,60})>")
_TAG = re.compile(r"</?[A-Za-z][^>]{0,200}>|<\d[\d:.]{0,20}>|\{\\[^}]{0,200}\}")
_SOUND = re.compile(r"[\[［【][^\]］】\n]{1,80}[\]］】]|♪[^♪\n]{0,200}♪?|\((?:[A-Z ]{3,40})\)")
_TURN = re.compile(r"^\s*[-–—]\s*")
_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&nbsp;": " ", "&lrm;": "", "&rlm;": ""}
_END = re.compile(r"[.!?。！？…][\"'”’」）)]*\Z")
_LONG_PAUSE_MS = 3_000
_CJK = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")
_LONGEST_JOINED = 600


@dataclass(slots=True)
class _Cue:
    start_ms: int
    end_ms: int
    lines: list[str]


def read(text: str, found: Collector) -> None:
    """Read the cues in order."""
    joined, speaker, ended_ms = "", "", 0

    def add() -> None:
        nonlocal joined
        found.paragraph(joined, speaker, kind=ITEM)
        joined = ""

    for cue in _cues(text):
        if cue.start_ms - ended_ms > _LONG_PAUSE_MS:
            add()
        ended_ms = cue.end_ms
        for line in cue.lines:
            voice = _VOICE.search(line)
            said = _plain(line, found)
            turn = _TURN.match(said)
            if (voice and voice[1].strip() != speaker) or turn:
                add()
                speaker = voice[1].strip() if voice else speaker if not turn else ""
            said = _TURN.sub("", said)
            if not said:
                continue
            both_cjk = joined and _CJK.match(joined[-1]) and _CJK.match(said[0])
            joined += said if not joined or both_cjk else f" {said}"
            if _END.search(joined) or len(joined) > _LONGEST_JOINED:
                add()
        if not any(_VOICE.search(line) for line in cue.lines) and not joined:
            speaker = ""
    add()


def _cues(text: str) -> list[_Cue]:
    cues: list[_Cue] = []
    for block in re.split(r"\n[ \t]*\n", text):
        lines = block.split("\n")
        for at, line in enumerate(lines):
            if "-->" in line and (match := _TIMES.match(line)):
                start, end = _ms(*match.groups()[:4]), _ms(*match.groups()[4:])
                said = [each for each in lines[at + 1 :] if each.strip()]
                # Text that is scrolled up stands in two cues.
                if cues and said and said[0] == (cues[-1].lines or [""])[-1]:
                    said = said[1:]
                cues.append(_Cue(start, end, said))
                break
    return sorted(cues, key=lambda cue: cue.start_ms)


def _ms(hours: str | None, minutes: str, seconds: str, milliseconds: str) -> int:
    return ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(milliseconds)


def _plain(line: str, found: Collector) -> str:
    line = _TAG.sub("", line)
    for entity, char in _ENTITIES.items():
        line = line.replace(entity, char)
    line, sounds = _SOUND.subn(" ", line)
    found.notice("sounds", sounds)
    return one_line(line)
