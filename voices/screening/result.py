"""The result of screening a recording."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from voices.screening.recording import Span
from voices.screening.wording import WORDINGS


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem. `figures` go into the sentence; `spans` are its places, in seconds.

    `refuses` is False for a warning.
    """

    code: str
    refuses: bool
    figures: dict[str, float]
    spans: tuple[Span, ...]

    @property
    def sentence(self) -> str:
        """The English source with {named} figures: translate, then `.format(**figures)`."""
        return self._wording.sentence

    @property
    def tip(self) -> str:
        """The English source of the advice."""
        return self._wording.tip

    @property
    def _wording(self) -> Any:
        warning = f"{self.code}.warning"
        return WORDINGS[warning if not self.refuses and warning in WORDINGS else self.code]

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "figures": self.figures,
            "sentence": self.sentence.format(**self.figures),
            "tip": self.tip,
            "spans": [list(span) for span in self.spans],
        }


@dataclass(frozen=True, slots=True)
class Screening:
    """Whether a recording can become a voice, and why not.

    `findings` are in order of importance, so the first is the one to show; `measures` has every
    figure measured; `seconds` is how long screening took.
    """

    findings: tuple[Finding, ...]
    measures: dict[str, float]
    seconds: float

    @property
    def accepted(self) -> bool:
        return not self.reasons

    @property
    def reasons(self) -> tuple[str, ...]:
        """Codes of the findings that refuse it."""
        return tuple(finding.code for finding in self.findings if finding.refuses)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Codes of the findings that only warn."""
        return tuple(finding.code for finding in self.findings if not finding.refuses)

    def as_json(self) -> dict[str, Any]:
        """As plain values for json.dumps."""
        return {
            "accepted": self.accepted,
            "reasons": list(self.reasons),
            "warnings": list(self.warnings),
            "findings": [finding.as_json() for finding in self.findings],
            "measures": {name: round(value, 4) for name, value in self.measures.items()},
            "seconds": round(self.seconds, 3),
        }
