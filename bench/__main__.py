"""`make bench`: measures the queue and the path from request to audio, as ratios within one run.

python -m bench [PART…]   measures only these parts and keeps the other figures
"""

import argparse
import sys
from importlib import import_module

from bench import table
from bench.environment import services

PARTS = (
    "claims",
    "fairness",
    "end_to_end",
    "faults",
    "polyphones",
    "telemetry",
    "cold_start",
    "lessons",
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parts = parser.parse_args().parts or PARTS
    if unknown := set(parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    with services():
        # Imported here because they import Django models, which need Django to be set up.
        modules = [import_module(f"bench.parts.{part}") for part in parts]
        figures = (figure for module in modules for figure in module.figures())
        return 0 if table.show(figures, keep=parts is not PARTS) else 1


if __name__ == "__main__":
    sys.exit(main())
