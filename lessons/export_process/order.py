"""What the child is to build, as JSON. It holds keys: it goes through a pipe and nowhere else."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from lessons.export.lesson import Lesson, Line, Word
from synthesis.content_credentials.manifest import Origin
from synthesis.content_credentials.signing import Credentials, Signing


@dataclass(frozen=True, slots=True)
class SealedSound:
    """One sealed file with a part of a line's sound, by its name in the store of files; `key` names
    its key in the order."""

    name: str
    about: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A lesson to be built in a format. `sounds` are the files of each line, by its key; `keys` are
    hexadecimal; `store` is the description of the store of files (tenants.stores.port)."""

    format: str
    lesson: Lesson
    sounds: Mapping[str, Sequence[SealedSound]]
    keys: Mapping[str, str]
    store: Mapping[str, str] = field(repr=False)

    def dump(self, scratch_key: bytes) -> bytes:
        """As JSON, with the key of the file that the child is to write."""
        return json.dumps({**asdict(self), "scratch_key": scratch_key.hex()}).encode()

    @classmethod
    def load(cls, data: bytes) -> tuple[Order, bytes]:
        """What `dump` wrote, and the key of the file."""
        read = json.loads(data)
        scratch_key = bytes.fromhex(read.pop("scratch_key"))
        lines = tuple(
            Line(**{**line, "words": tuple(Word(**word) for word in line["words"])})
            for line in read["lesson"]["lines"]
        )
        sounds = {
            key: tuple(SealedSound(**sound) for sound in sounds)
            for key, sounds in read["sounds"].items()
        }
        lesson = Lesson(
            **{
                **read["lesson"],
                "lines": lines,
                "credentials": _credentials(read["lesson"]["credentials"]),
            }
        )
        order = cls(
            format=read["format"],
            lesson=lesson,
            sounds=sounds,
            keys=read["keys"],
            store=read["store"],
        )
        return order, scratch_key


def _credentials(read: dict[str, Any] | None) -> Credentials | None:
    if read is None:
        return None
    return Credentials(Origin(**read["origin"]), Signing(**read["signing"]))
