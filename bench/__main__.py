"""`make bench`: all figures of the queue and of the whole way, each a ratio taken in one run.

python -m bench [PART…]   measures only these parts, and keeps the figures of the others
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
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parts = parser.parse_args().parts or PARTS
    if unknown := set(parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    with services():
        # They import Django's models, which must be set up by then.
        modules = [import_module(f"bench.{part}") for part in parts]
        figures = (figure for module in modules for figure in module.figures())
        return 0 if table.show(figures, keep=parts is not PARTS) else 1


if __name__ == "__main__":
    sys.exit(main())
