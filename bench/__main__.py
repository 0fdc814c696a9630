"""`make bench`: all figures of the queue and of the whole way, as ratios taken in one run."""

import sys

from bench import table
from bench.environment import services


def main() -> None:
    with services():
        from bench import claims, cold_start, end_to_end, fairness, faults, polyphones, telemetry

        def measured():
            yield from claims.figures()
            yield from fairness.figures()
            yield from end_to_end.figures()
            yield from faults.figures()
            yield from polyphones.figures()
            yield from telemetry.figures()
            yield from cold_start.figures()

        holds = table.show(measured())
    sys.exit(0 if holds else 1)


if __name__ == "__main__":
    main()
