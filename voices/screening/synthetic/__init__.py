"""Judges whether a recording could have been spoken by a machine. Free of Django.

    detector().judge(samples, sample_rate).synthetic

`measures` has what is looked at, `detector` the fitted judge, `training` fits another one.
`docs/consent.md` says how often it is wrong, by source.
"""

from voices.screening.synthetic.detector import Detector, Judgement, detector

__all__ = ["Detector", "Judgement", "detector"]
