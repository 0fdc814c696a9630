"""The result of screening, as it is saved with a take.

Sentences are saved in English, with their figures apart, so that a page can translate them without
loading a model.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from voices.screening import Finding, Screening


def as_json(screening: "Screening") -> dict[str, Any]:
    """A screening's result for a JSON column."""
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
