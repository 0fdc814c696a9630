"""Measures Kokoro's runtimes on this machine anew, and keeps which is the fastest.

python -m synthesis.engines.kokoro.runtimes FOLDER    (the folder of Kokoro's model files)
"""

import argparse
from pathlib import Path

from .choice import tune
from .sample import sample


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    measured = tune(folder, sample(folder))
    speeds = ", ".join(f"{name} {speed:g}" for name, speed in measured.speeds.items())
    print(f"{measured.fastest} (audio seconds per second: {speeds})")


if __name__ == "__main__":
    main()
