"""`make size`: a job of 10 hours, an upload of 2 GB, 10,000 lessons in one workspace.

python -m bench.size [PART…] [--hours H] [--lessons N]   measures only these parts
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from bench import table
from bench.environment import services
from bench.table import Figure

RESULTS = Path(__file__).parents[1] / "figures/size.json"
PARTS = ("lessons", "upload", "job")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.size", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--hours", type=float, default=10)
    parser.add_argument("--lessons", type=int, default=10_000)
    given = parser.parse_args()
    parts = given.parts or PARTS
    if unknown := set(parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    with services():
        # Imported here because they import Django models, which need Django to be set up.
        from bench.size import job, lessons, upload

        def figures() -> Iterator[Figure]:
            if "lessons" in parts:
                yield from lessons.figures(given.lessons)
            if "upload" in parts:
                yield from upload.figures()
            if "job" in parts:
                yield from job.figures(given.hours)

        return 0 if table.show(figures(), RESULTS, keep=len(parts) < len(PARTS)) else 1


if __name__ == "__main__":
    sys.exit(main())
