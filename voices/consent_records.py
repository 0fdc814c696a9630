"""Which records of consent stand behind what is heard."""

from collections.abc import Iterable

from voices.models import Voice


def consents_of(voices: Iterable[str]) -> list[str]:
    """The ids of the consents that these voices, by their ids, were made under, in order. Base
    voices have none, nor do voices that are deleted or were made under a waiver."""
    found = Voice.objects.filter(id__in=set(voices), consent__isnull=False)
    return sorted(set(found.values_list("consent_id", flat=True)))
