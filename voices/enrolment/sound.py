"""What screening found, as it is kept with a take.

The sentences are kept as their English sources with their figures apart, so that a page, which
loads no model, can show them in its own language.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from voices.screening import Finding, Screening


def found(screening: "Screening") -> dict[str, Any]:
    """A screening for a JSON column."""
    return {
        "accepted": screening.accepted,
        "reasons": [_finding(each) for each in screening.findings if each.refuses],
        "warnings": [_finding(each) for each in screening.findings if not each.refuses],
        "measures": {name: round(value, 4) for name, value in screening.measures.items()},
        "seconds": round(screening.seconds, 3),
    }


def _finding(finding: "Finding") -> dict[str, Any]:
    return {
        "code": finding.code,
        "figures": finding.figures,
        "sentence": finding.sentence,
        "tip": finding.tip,
        "spans": [[round(start, 2), round(end, 2)] for start, end in finding.spans],
    }
