"""What the recordings of a consent have passed, as its page and REST show it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from voices.consent.passed import Kept
from voices.models import Consent

NAMES: Mapping[str, Promise] = {
    "statement": _("The statement was read as written (share of it heard otherwise)"),
    "number": _("Its number was heard"),
    "words": _("Its random words were heard (how many)"),
    "watermark": _("No mark of synthetic speech in the sound (how sure one is)"),
    "synthetic": _("A person spoke, and no machine (score)"),
    "copies": _("No copy of what was given before (landmarks in common)"),
    "same_speaker_ge2e": _("The voice that read the statement (likeness, first encoder)"),
    "same_speaker_campp": _("The voice that read the statement (likeness, second encoder)"),
    "conditions": _("Made where the statement was read (log odds that it was not)"),
    "screening": _("Clean sound of one speaker"),
    "blocklist": _("The speaker is not blocked here"),
}
AT_LEAST = frozenset({"words", "same_speaker_ge2e", "same_speaker_campp"})
"""Checks that are passed from the limit on; the others below it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A check that was passed: by which version, and by how much. `of_statement`: else it was a
    clip's."""

    name: str
    version: str
    figure: float | None
    limit: float | None
    at_least: bool
    of_statement: bool
    recording: str


def rows_of(consent: Consent) -> list[Row]:
    """All that its recordings have passed, in the order in which it was asked."""
    return [_row(consent, each) for each in consent.checks]


def _row(consent: Consent, kept: Kept) -> Row:
    return Row(
        name=str(NAMES.get(kept["check"], kept["check"])),
        version=kept["version"],
        figure=kept["figure"],
        limit=kept["limit"],
        at_least=kept["check"] in AT_LEAST,
        of_statement=kept["of"] == consent.id,
        recording=kept["of"],
    )
