"""The parts of `make bench`: ratios taken within one run."""
