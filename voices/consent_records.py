"""The records of consents: which stand behind what is heard, and what their recordings passed."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from voices.consent.passed import Kept, Passed
from voices.models import Consent, Voice


def consents_of(voices: Iterable[str]) -> list[str]:
    """The ids of the consents that these voices, by their ids, were made under, in order. Base
    voices have none, nor do voices that are deleted or were made under a waiver."""
    found = Voice.objects.filter(id__in=set(voices), consent__isnull=False)
    return sorted(set(found.values_list("consent_id", flat=True)))


def kept(of: str, passed: Iterable[Passed]) -> list[Kept]:
    """What a recording has passed, as it stands in a record. `of` is its consent's or take's id."""
    now = timezone.now().isoformat(timespec="seconds")
    return [each.kept(of=of, at=now) for each in passed]


@transaction.atomic
def note(*, consent_id: str, of: str, passed: Iterable[Passed]) -> None:
    """Add to the record what a recording has passed, in place of what it had passed of that."""
    consent = Consent.objects.select_for_update(of=("self",)).get(id=consent_id)
    new = kept(of, passed)
    again = {each["check"] for each in new}
    others = [each for each in consent.checks if each["of"] != of or each["check"] not in again]
    consent.checks = [*others, *new]
    consent.save(update_fields=["checks"])
