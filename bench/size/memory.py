"""The memory of this process."""

import gc

import psutil

MB = 2**20


def resident_mb() -> float:
    """What it holds now, in MB, after what can be given back was."""
    gc.collect()
    return float(psutil.Process().memory_info().rss) / MB
