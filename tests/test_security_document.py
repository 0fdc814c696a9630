"""docs/security.md names every requirement once, and evidence that there is."""

import re
from collections import Counter

import pytest

from config import ROOT

DOCUMENT = (ROOT / "docs/security.md").read_text()
# The ids of OWASP ASVS 5.0.0, levels 1 and 2, in its order.
REQUIRED = (ROOT / "tests/asvs_5.0_levels_1_and_2.txt").read_text().split()
ROW = re.compile(r"(?m)^\| (\d+\.\d+\.\d+) \| (.+?) \| (.+?) \| (.+?) \|$")
ROWS = ROW.findall(DOCUMENT)
STATUSES = {"met", "not applicable", "**not met**"}
FILE = re.compile(r"`([\w./-]+/[\w./-]+|[\w-]+\.(?:lock|json|toml))(?:::(\w+))?`")


def test_every_requirement_is_there_once_in_order() -> None:
    assert [number for number, *_more in ROWS] == REQUIRED
    assert len(REQUIRED) == len(set(REQUIRED)) == 253


def test_every_status_is_one_of_three_and_the_counts_are_right() -> None:
    counts = Counter(status for _number, _wording, status, _evidence in ROWS)
    assert set(counts) == STATUSES
    sentence = (
        f"Of {len(ROWS)} requirements {counts['met']} are met, {counts['not applicable']} do not "
        f"apply and {counts['**not met**']} are not met."
    )
    assert sentence in DOCUMENT


@pytest.mark.parametrize(("number", "status", "evidence"), [(n, s, e) for n, _w, s, e in ROWS])
def test_evidence_exists(number: str, status: str, evidence: str) -> None:
    named = FILE.findall(evidence)
    assert named or status != "met", f"{number} is met by nothing"
    for path, test in named:
        assert (ROOT / path).is_file(), path
        if test:
            text = (ROOT / path).read_text()
            assert re.search(rf"(?m)^(?:async )?def {test}\(", text), f"{path}::{test}"
