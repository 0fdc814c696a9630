"""What two bytes out of the middle of a long file cost: encoded for the request, and kept.

`python -m bench.kept_files FILE [MINUTES]` repeats the speech of a recording for so long (30) and
prints processor time of this process, one run for each format.
"""

import os
import sys
import tempfile
import time
from collections.abc import Iterator

import django

import config  # noqa: F401 (puts platform/ on the path)

SEGMENT_SECONDS = 5
ABOUT = "segment:0:0"


def main(path: str, minutes: int = 30) -> int:
    """Measure and print."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.conf import settings

    from synthesis import segment_files
    from synthesis.encode import FORMATS, encode_file
    from tenants import derived_files, files
    from tenants.sealing.encrypted_scratch import encrypted_scratch
    from tenants.sealing.keys import new_data_key
    from voices.decode import SAMPLE_RATE, decode

    key = new_data_key()
    with open(path, "rb") as file:
        speech = (decode(file.read()).samples * 32767).astype("<i2").tobytes()
    size = 2 * SAMPLE_RATE * SEGMENT_SECONDS
    segment = (speech * (size // len(speech) + 1))[:size]
    count = minutes * 60 // SEGMENT_SECONDS
    with tempfile.TemporaryDirectory() as folder:
        settings.FILES = folder
        store = files.store()
        store.make("tenants")
        sealed = segment_files.sealed(segment, sample_rate=SAMPLE_RATE, key=key, about=ABOUT)
        store.write("tenants/segment.flac.sealed", sealed)

        def pcm() -> Iterator[bytes]:
            for _ in range(count):
                yield segment_files.read(store, "tenants/segment.flac.sealed", key=key, about=ABOUT)

        for audio_format in FORMATS.values():
            name = f"tenants/whole.{audio_format.name}{derived_files.SUFFIX}"
            kept = derived_files.DerivedFile(name, lambda: key, lambda: None)
            scratch = encrypted_scratch()
            at = time.process_time()
            encode_file(
                audio_format, pcm(), sample_rate=SAMPLE_RATE, out_rate=None, out=scratch, tags={}
            )
            encoded = time.process_time()
            derived_files.keep(kept, scratch)
            sealed_at = time.process_time()
            middle = scratch.seek(0, os.SEEK_END) // 2
            read_at = time.process_time()
            reading = derived_files.opened(kept)
            if reading is None:
                raise RuntimeError(f"{name} was not kept")
            reading.seek(middle)
            part = reading.read(2)
            done = time.process_time()
            reading.close()
            scratch.seek(middle)
            if part != scratch.read(2):
                raise RuntimeError(f"{name} is not what was encoded")
            scratch.close()
            print(
                f"{audio_format.name:<6}{minutes} minutes, {store.size(name) / 1e6:6.1f} MB kept: "
                f"encode {encoded - at:6.2f} s, keep {sealed_at - encoded:5.2f} s, "
                f"2 bytes of it {1000 * (done - read_at):5.2f} ms"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:3])))
