"""Knows a recording that was given before, in whichever workspace.

Of every recording its landmarks are kept in `public` (voices.consent.fingerprint), sealed with a
key of the installation, also when the recording itself is deleted. A row says neither whose
recording it was, nor in which workspace it was given, and on which day only. Whoever gives a copy
learns that it was given here before, and nothing else.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
from django.conf import settings
from django.utils import timezone
from numpy.typing import NDArray

from tenants.sealing.installation_keys import installation_key
from tenants.sealing.keys import opener, seal
from voices.consent.fingerprint import LEAST_COMMON, VERSION, Landmarks, landmarks
from voices.consent.passed import Passed
from voices.decode import SAMPLE_RATE
from voices.enrolment.models import GivenRecording
from voices.models import Take

if TYPE_CHECKING:
    from voices.consent.check import ConsentChecker  # brings torch, which only enrolment wants

AT_ONCE = 500
FORGOTTEN_AT_ONCE = 1_000


def subject_of(take: Take) -> str:
    """The id that a take's recording is kept by: its consent's, where it is the reading."""
    return take.voice.consent_id if take.is_consent and take.voice.consent_id else take.id


def keep(subject_id: str, samples: NDArray[np.float32]) -> None:
    """Keep the landmarks of a take's or a consent's recording, float32 [n] at SAMPLE_RATE."""
    subject = _digest(subject_id)
    found = landmarks(samples, SAMPLE_RATE)
    sealed = seal(_key(), found.to_bytes(), about=_about(subject))
    GivenRecording.objects.get_or_create(
        subject=subject,
        defaults={"sealed": sealed, "version": VERSION, "given_on": timezone.now().date()},
    )


def most_in_common(
    samples: NDArray[np.float32], *, besides: Iterable[str], checker: "ConsentChecker"
) -> int:
    """How many pairs of landmarks a recording has in common with the nearest of those that are
    kept: from LEAST_COMMON on, it or a part of it was given before. `besides` are the ids of takes
    and consents whose own recordings are no matter."""
    return checker.most_in_common(samples, SAMPLE_RATE, _kept(besides))


def passed(in_common: int) -> Passed:
    """That a recording is no copy, for the record."""
    return Passed("copies", VERSION, float(in_common), float(LEAST_COMMON))


def kept_of(subject_ids: Iterable[str]) -> set[str]:
    """Of which of these takes and consents landmarks are kept."""
    by_digest = {_digest(each): each for each in subject_ids}
    kept = GivenRecording.objects.filter(subject__in=list(by_digest))
    return {by_digest[each] for each in kept.values_list("subject", flat=True)}


def forget(subject_id: str) -> None:
    """Forget a recording of which nothing was made through no fault of its speaker's, so that it
    may be given again."""
    GivenRecording.objects.filter(subject=_digest(subject_id)).delete()


def forget_old() -> int:
    """Delete a batch of those that are kept no longer; returns how many."""
    before = timezone.now().date() - timedelta(days=settings.LANDMARKS_DAYS)
    old = GivenRecording.objects.filter(given_on__lt=before).order_by("given_on")
    batch = list(old.values_list("id", flat=True)[:FORGOTTEN_AT_ONCE])
    return GivenRecording.objects.filter(id__in=batch).delete()[0]


def _kept(besides: Iterable[str]) -> Iterator[list[Landmarks]]:
    open_one = opener(_key())
    own = {_digest(subject_id) for subject_id in besides}
    last = 0
    rows = GivenRecording.objects.filter(version=VERSION).exclude(subject__in=own).order_by("id")
    while batch := list(rows.filter(id__gt=last)[:AT_ONCE]):
        last = batch[-1].id
        yield [Landmarks.from_bytes(open_one(each.sealed, _about(each.subject))) for each in batch]


def _digest(subject_id: str) -> str:
    """Ids are random: nobody who has the digest alone can tell whose it is."""
    return hashlib.sha256(subject_id.encode()).hexdigest()


def _about(subject: str) -> str:
    return f"landmarks:{subject}"


def _key() -> bytes:
    return installation_key("landmarks")
