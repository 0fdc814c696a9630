"""The Dockerfile, as far as it can be checked where no image is built (`make image` builds one)."""

import re
import subprocess
import sys
from pathlib import Path

from config import ROOT

HADOLINT = Path(sys.executable).with_name("hadolint")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def stage(name: str) -> str:
    """The instructions of one stage."""
    [found] = re.findall(rf"^FROM \S+ AS {name}\n(.*?)(?=^FROM |\Z)", DOCKERFILE, re.M | re.S)
    return found


def lint(text: str) -> str:
    done = subprocess.run([HADOLINT, "-"], input=text, capture_output=True, text=True)
    return done.stdout + done.stderr


def test_hadolint_has_nothing_to_say() -> None:
    assert lint(DOCKERFILE) == ""


def test_hadolint_sees_what_is_wrong() -> None:
    assert "DL3002" in lint(DOCKERFILE.replace("USER 10001:10001", "USER root"))


def test_what_is_run_is_no_root_and_has_no_compiler() -> None:
    for target in ("cpu", "cuda"):
        assert stage(target).rstrip().splitlines()[-1] == "USER 10001:10001" or (
            "\nUSER 10001:10001\n" in stage(target)
        )
        assert "RUN" not in stage(target)
    assert "apt-get" not in DOCKERFILE


def test_the_image_has_every_folder_of_code_and_nothing_else_of_the_checkout() -> None:
    """The tests, the benches and a data folder stay outside, a new room of code does not."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in lines
    let_in = {line[1:] for line in lines if line.startswith("!")}
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    code = {path.partition("/")[0] for path in listed if path.endswith((".py", ".html", ".po"))}
    assert code - {"tests", "bench"} <= let_in
    assert not let_in & {"tests", "bench", ".git", ".data", "docs", ".venv"}


def test_the_health_check_asks_the_health_port() -> None:
    environment, check = stage("runtime"), stage("runtime").partition("HEALTHCHECK")[2]
    assert "LECTERN_HEALTH_PORT=9000" in environment
    assert "LECTERN_HEALTH_PORT" in check and "/healthz" in check
    assert 'ENTRYPOINT ["lectern"]' in environment
