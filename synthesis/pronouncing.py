"""A workspace's pronunciation dictionary, as the text planner and the worker use it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from functools import lru_cache

from django.conf import settings
from django.utils.translation import gettext as _

from synthesis import reading_style
from synthesis.engines.base import Spelling
from synthesis.models import Job, Segment
from synthesis.text import NONE, PlacedReadings, Pronunciations, Reading, plan
from synthesis.text.pinyin import marked
from synthesis.text.readings import BadEntry, checked
from synthesis.text.span import Span
from synthesis.voice_choice import accent_of, choose, engine_spec, offered_engines
from tenants.models import Tenant
from tenants.refusal import Refused
from voices.dictionary import services as dictionary
from voices.dictionary.entry import Entry

READ_BY_SOUND = ("pinyin", "ipa")


def dictionary_of(tenant: Tenant, version: int) -> Pronunciations:
    """The tenant's dictionary as it was in a version; call it in the tenant's schema."""
    return _compiled(tenant.id, version) if version else NONE


def of_job(job: Job, *, tenant: Tenant) -> Pronunciations:
    """The pronunciations of a job: its own entries, then the dictionary as it was on submission."""
    own = [Entry(**fields) for fields in job.pronunciations]
    book = dictionary_of(tenant, job.dictionary_version)
    return book.with_first(own) if own else book


def of_segment(job: Job, segment: Segment, *, tenant: Tenant) -> Pronunciations:
    """The pronunciations of one segment: the readings of its places, then those of its job."""
    pronunciations = of_job(job, tenant=tenant)
    if not segment.readings:
        return pronunciations
    readings = [Reading(**fields) for fields in segment.readings]
    return PlacedReadings(segment.text, readings, pronunciations)


def check(entry: Entry) -> Entry:
    """The entry in its canonical form. Raises Refused where an engine could not say it."""
    try:
        entry = checked(entry, engine_spec().inventory())
    except BadEntry as bad:
        message = _(bad.message).format(**bad.figures)
        raise Refused(bad.code, message, param=bad.param) from None
    if entry.kind in READ_BY_SOUND:
        language = "zh" if entry.kind == "pinyin" else "en"
        for spec in offered_engines():
            if missing := spec.unsayable(settings.MODELS, language, entry.value):
                message = _("The model “%(model)s” has no sound for “%(symbols)s”.")
                figures = {"model": spec.name, "symbols": " ".join(missing)}
                raise Refused("reading_unsayable", message % figures, param="value")
    return entry


def check_all(entries: Sequence[Entry]) -> list[Entry]:
    """Each entry in its canonical form. Raises EntriesRefused, which names those that are wrong."""
    lines = [dictionary.Line(number, entry) for number, entry in enumerate(entries, 1)]
    return dictionary.checked(lines, check)


def spans_of(
    text: str, *, tenant: Tenant, version: int, first: Sequence[Entry] = ()
) -> tuple[Span, ...]:
    """What would be spoken of a short text by `first`, then by a version of the dictionary."""
    book = dictionary_of(tenant, version).with_first(first)
    style = reading_style.style_of(tenant)
    return tuple(span for segment in plan(text, book, style) for span in segment.spans)


def spelling_of(
    text: str, *, tenant: Tenant, version: int, first: Sequence[Entry] = (), voice: str = ""
) -> Spelling | None:
    """How the default engine would say a short text in a voice (its name or id; may be empty).

    None where only the engine's model knows. Raises Refused for an unknown voice.
    """
    engine = engine_spec()
    if engine.spelling is None:
        return None
    accent = accent_of(choose(voice), tenant=tenant, engine=engine) if voice else None
    book = dictionary_of(tenant, version).with_first(first)
    style = reading_style.style_of(tenant)
    spellings = [engine.spelling(segment.spans, accent) for segment in plan(text, book, style)]
    return Spelling(
        " ".join(each.phonemes for each in spellings if each.phonemes),
        " ".join(each.pinyin for each in spellings if each.pinyin),
    )


def with_marks(spelling: Spelling) -> Spelling:
    """The spelling with its pinyin as people write it: tones as marks."""
    pinyin = " ".join(marked(syllable) for syllable in spelling.pinyin.split())
    return Spelling(spelling.phonemes, pinyin)


# A version never changes, so nothing here is ever stale. 5,000 entries are 3 MB: 48 at most.
@lru_cache(maxsize=16)
def _compiled(_tenant: uuid.UUID, version: int) -> Pronunciations:
    return Pronunciations(dictionary.entries_of(version))
