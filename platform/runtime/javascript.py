"""`python -m runtime.javascript SCRIPT`: a script of package.json, its packages installed first.

The scripts are `lint`, `format` and `test`; they need the development packages as well.
"""

import sys
from pathlib import Path

from runtime.assets import install_assets
from runtime.errors import StartError
from runtime.node import run_script
from runtime.progress import step

ROOT = Path(__file__).resolve().parents[2]


def main(script: str) -> int:
    """Install what is missing and run `script`; returns its exit code. Raises StartError."""
    log = Path(sys.prefix) / "npm.log"
    with step("JavaScript packages") as this:
        if install_assets(ROOT, log, development=True):
            this.detail = "from npm"
    return run_script(script, ROOT, log)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1]))
    except StartError as error:
        sys.exit(f"\n{error}")
