"""Text that comes a few letters at a time, cut where speech can begin."""

from synthesis.text.estimate import rough_ms
from synthesis.text.language import is_speakable
from synthesis.text.plan import LONGEST_MS, SHORT_MS
from synthesis.text.split import clauses, sentences

_NEXT = "X"
"""Stands for the beginning of the next sentence: whether a full stop ends one depends on it."""


class PendingText:
    """What has come and is not spoken yet."""

    def __init__(self) -> None:
        self._text = ""
        self._flushed = 0
        self._began = False

    def __len__(self) -> int:
        return len(self._text)

    def add(self, text: str) -> None:
        self._text += text

    def flush(self) -> None:
        """Speak all that is there, without waiting for the end of its sentence."""
        self._flushed = len(self._text)

    def drop_unflushed(self) -> None:
        """Forget what nobody has asked to be spoken yet."""
        self._text = self._text[: self._flushed]

    def take(self) -> str | None:
        """What can be spoken now, if anything: whole sentences; of the very first, and of one that
        is too long, a part. White space and marks wait for words."""
        size = self._flushed or self._cut()
        taken = self._text[:size]
        if not is_speakable(taken):
            return None
        self._text, self._flushed, self._began = self._text[size:], 0, True
        return taken

    def _cut(self) -> int:
        if not is_speakable(self._text):
            return 0
        whole = _length_of_whole(sentences(self._text + _NEXT))
        if is_speakable(self._text[:whole]):
            return whole
        if not self._began:
            whole = _length_of_whole(clauses(self._text + _NEXT))
            if rough_ms(self._text[:whole]) >= SHORT_MS:
                return whole
        if rough_ms(self._text) >= LONGEST_MS:
            return self._text.rfind(" ") + 1 or len(self._text)
        return 0


def _length_of_whole(parts: list[str]) -> int:
    """The length of all parts but the last, which is not at its end yet."""
    return sum(map(len, parts[:-1]))
