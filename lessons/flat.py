"""Dataclasses as dicts, for lessons of thousands of lines."""

from typing import Any


def flat(item: Any) -> dict[str, Any]:
    """The fields of a dataclass with slots, by name; `dataclasses.asdict` without its copies.

    Those copies took half of the time in which a lesson of 2,000 lines is opened.
    """
    return {name: getattr(item, name) for name in item.__slots__}
