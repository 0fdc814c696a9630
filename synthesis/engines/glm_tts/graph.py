"""Work that is captured as a CUDA graph; on a CPU the same code is simply run."""

from __future__ import annotations

from collections.abc import Callable

import torch

WARM_UPS = 2
"""Runs before a capture: libraries choose their kernels and workspaces in them."""


def captured(work: Callable[[], None], device: torch.device) -> Callable[[], None]:
    """Capture `work` on a GPU and return what replays it; on a CPU, return `work` itself.

    `work` takes and gives everything in memory that stays where it is, decides nothing on the
    host and waits for nothing. It runs several times here, so call this while it changes nothing
    that counts.
    """
    if device.type != "cuda":
        return work
    with torch.cuda.device(device):
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(WARM_UPS):
                work()
        torch.cuda.current_stream().wait_stream(side)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            work()
    return graph.replay
