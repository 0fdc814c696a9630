"""Teaching the workspace's dictionary a word of a lesson, and making again what it changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from accounts.actor import Actor
from lessons.access import Action, Viewer
from lessons.models import Lesson
from lessons.services import making
from lessons.services.states import CHANGED, VOICE_NOT_YOURS, overview
from lessons.sounding import sounding_of
from synthesis import pronouncing
from synthesis.readings.heteronyms import HETERONYMS
from synthesis.text.letters import lower, plain
from synthesis.text.pronunciations import is_han
from tenants.refusal import Refused
from voices.dictionary import services as dictionary
from voices.dictionary.entry import Entry
from voices.dictionary.models import DictionaryVersion, Pronunciation

MOST_LOOKED_AT = 500
"""Lessons that are searched for a changed word: those that were changed last."""


@dataclass(frozen=True, slots=True)
class Concerned:
    """A lesson of which a change of the dictionary changes the lines with these keys."""

    lesson: Lesson
    title: str
    keys: Sequence[str]


def teach(*, entry: Entry, by: Actor) -> int:
    """Add the entry to the dictionary, or put it in the place of the word's present one; returns
    the number of the version.

    Raises Refused: for a single Han character, which would be read so inside of other words too,
    and where the entry can't be spoken.
    """
    if is_han(entry.word) and len(entry.word) == 1:
        message = _(
            "“%(word)s” alone would be read so inside of other words, too. Select a word of two or "
            "more characters."
        )
        raise Refused("word_too_short", message % {"word": entry.word}, param="word")
    if entry.word.lower() in HETERONYMS:
        entry = replace(entry, word=entry.word.lower())
    present = Pronunciation.objects.current().filter(word=entry.word, language=entry.language)
    return dictionary.put(
        entry=entry,
        check=pronouncing.check,
        by=by,
        instead_of=present.values_list("id", flat=True).first() or "",
    )


def concerned(*, viewer: Viewer, version: int) -> list[Concerned]:
    """The viewer's lessons with lines that were made, and that this version of the dictionary
    changes; those changed last come first. In the tenant's schema."""
    before = DictionaryVersion.objects.filter(number__lt=version).order_by("-number").first()
    earlier = before.number if before else 0
    changed = set(dictionary.entries_of(earlier)) ^ set(dictionary.entries_of(version))
    words = {lower(plain(entry.word)) for entry in changed}
    if not words:
        return []
    rights_of = viewer.rights_by_lesson()
    found: list[Concerned] = []
    for lesson in viewer.visible().filter(binned_at=None)[:MOST_LOOKED_AT]:
        if Action.EDIT not in rights_of(lesson):
            continue
        content = lower(plain(lesson.raw_content(viewer.tenant)))
        if not any(word in content for word in words):
            continue
        if keys := _changed_lines(viewer, lesson, earlier):
            found.append(Concerned(lesson, lesson.title(viewer.tenant), keys))
    return found


def make_again(*, viewer: Viewer, version: int) -> int:
    """Make the lines that this version of the dictionary changes; returns how many are queued.

    As many are taken as today's quota has room for. Raises Refused where there is room for none.
    """
    queued = 0
    for each in concerned(viewer=viewer, version=version):
        try:
            made = making.make(viewer=viewer, lesson=each.lesson, keys=each.keys)
        except Refused:
            if queued:
                break
            raise
        queued += len(made.submitted)
    return queued


def _changed_lines(viewer: Viewer, lesson: Lesson, earlier: int) -> list[str]:
    now = overview(tenant=viewer.tenant, lesson=lesson, viewer=viewer)
    before = sounding_of(viewer.tenant, now.document, earlier)
    return [
        line.key
        for line, state in zip(now.document.lines, now.states, strict=True)
        if state.state == CHANGED and state.cannot != VOICE_NOT_YOURS
        if before.of(line).digest != state.digest
    ]
