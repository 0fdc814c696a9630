"""The frequency bands in which spectra are measured."""

import numpy as np

BANDS = np.geomspace(90, 7_200, 24)
"""Centres in Hz, about a quarter of an octave apart."""
