"""What keeping segments as FLAC costs and saves, beside sealed PCM, which they were before.

`python -m bench.segment_files FILE …` prints the ratios of one run for speech of these recordings.
Times are processor time of this process for a second of audio.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial

import config  # noqa: F401 (puts platform/ on the path)
from synthesis import segment_files
from tenants.sealing import sealed_files
from tenants.sealing.keys import new_data_key
from tenants.stores.folder import FolderStore
from voices.decode import SAMPLE_RATE, decode

ROUNDS = 20
ABOUT = "segment:0:0"


def main(paths: list[str]) -> int:
    """Measure and print."""
    key = new_data_key()
    with tempfile.TemporaryDirectory() as folder:
        store = FolderStore(folder)
        for path in paths:
            with open(path, "rb") as file:
                samples = decode(file.read()).samples
            pcm = (samples * 32767).astype("<i2").tobytes()
            seconds = len(samples) / SAMPLE_RATE

            def flac(pcm: bytes = pcm) -> bytes:
                return segment_files.sealed(pcm, sample_rate=SAMPLE_RATE, key=key, about=ABOUT)

            def raw(pcm: bytes = pcm) -> bytes:
                return sealed_files.sealed(pcm, key=key, about=ABOUT)

            store.write("a.flac.sealed", flac())
            store.write("a.pcm.sealed", raw())
            wrote = [1000 * _cpu(how) / seconds for how in (raw, flac)]
            read = [
                1000 * _cpu(partial(segment_files.read, store, name, key=key, about=ABOUT))
                for name in ("a.pcm.sealed", "a.flac.sealed")
            ]
            print(
                f"{path}: {seconds:.1f} s, {len(flac()) / len(raw()):.2f} of the bytes; "
                f"sealing {wrote[0]:.2f} → {wrote[1]:.2f} ms/s, "
                f"opening {read[0] / seconds:.2f} → {read[1] / seconds:.2f} ms/s"
            )
    return 0


def _cpu(work: Callable[[], object]) -> float:
    started = time.process_time()
    for _ in range(ROUNDS):
        work()
    return (time.process_time() - started) / ROUNDS


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
