"""Whether a file says of itself that a machine made its sound. Free of Django."""

from __future__ import annotations

import re

from synthesis.aigc.label import labels_in
from synthesis.content_credentials.kinds import MARK

_SOURCE_TYPE = re.compile(
    rb"digitalsourcetype/(?:trainedAlgorithmicMedia|compositeWithTrainedAlgorithmicMedia"
    rb"|compositeSynthetic|algorithmicMedia)"
)
"""IPTC's names for what models and programs make, as a C2PA manifest has them in plain letters."""


def says_synthetic(file: bytes) -> bool:
    """Whether a file of any format holds a label of synthetic speech (GB 45438) or a C2PA manifest
    with such a source type.

    Nobody signs to be refused, so no signature is asked for.
    """
    if any(True for _label in labels_in(file)):
        return True
    return MARK in file and bool(_SOURCE_TYPE.search(file))
