"""A site beside Lectern that tests visit in the browser, in a process of its own."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2 as httpx

from config import ROOT
from runtime.supervision.free_port import free_port

START_SECONDS = 60


@contextmanager
def other_site(module: str, *arguments: str, page: str) -> Iterator[str]:
    """Its address, once `page` answers. The module gets the port and the arguments.

    It is on 127.0.0.1, and Lectern on localhost, which to browsers are two sites.
    """
    port = free_port()
    command = [sys.executable, "-m", module, str(port), *arguments]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    address, until = f"http://127.0.0.1:{port}", time.monotonic() + START_SECONDS
    try:
        while True:
            try:
                httpx.get(f"{address}/{page}")
                break
            except httpx.TransportError:
                assert time.monotonic() < until, f"{module} does not start"
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(10)
