"""The browser tests never skip: Chromium is found, or installed, or its lack is an error."""

import os
from pathlib import Path

import pytest

from tests import chromium


@pytest.fixture
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the whole PATH of a machine without a browser."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(chromium, "_of_playwright", lambda: None)
    return tmp_path


def program(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_an_installed_chromium_is_used(bare_machine: Path) -> None:
    program(bare_machine / "chromium-browser", "exit 0")
    assert chromium.ensure() == str(bare_machine / "chromium-browser")


def test_a_configured_chromium_must_exist(
    bare_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHROMIUM", "/nowhere/chrome")
    with pytest.raises(chromium.NoChromium, match="/nowhere/chrome is no program"):
        chromium.ensure()


def test_root_installs_debians_chromium(
    bare_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    chrome = bare_machine / "chromium"
    install = f'echo "#!/bin/sh" > {chrome}; /bin/chmod +x {chrome}'
    program(bare_machine / "apt-get", f'case "$*" in *install*chromium) {install};; esac')
    assert chromium.ensure() == str(chrome)


def test_a_failed_installation_shows_the_installers_output(
    bare_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    program(bare_machine / "python", 'echo "no network"; exit 1')
    monkeypatch.setattr(chromium.sys, "executable", str(bare_machine / "python"))
    with pytest.raises(chromium.NoChromium, match=r"apt-get install chromium(?s:.)*no network"):
        chromium.ensure()
