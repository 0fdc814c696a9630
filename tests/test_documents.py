"""What is written for people who work on Lectern, and what their tools read, is true."""

import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from config import ROOT
from runtime.version import VERSION

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
LINK = re.compile(r"\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)")


def anchors(document: Path) -> set[str]:
    """The names that GitHub gives to headings."""
    headings = re.findall(r"(?m)^#+ (.+)$", document.read_text())
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    for target, anchor in LINK.findall(document.read_text()):
        path = (document.parent / target).resolve() if target else document
        assert path.exists(), target
        assert not anchor or anchor in anchors(path), f"{target}#{anchor}"


def test_every_document_is_linked_from_another() -> None:
    linked = {
        (document.parent / target).resolve()
        for document in DOCUMENTS
        for target, _anchor in LINK.findall(document.read_text())
        if target
    }
    assert set(DOCUMENTS) - linked <= {ROOT / "README.md"}


def test_the_newest_release_of_the_changelog_is_this_version() -> None:
    newest = re.search(r"(?m)^## \[(\d.+?)\]", (ROOT / "CHANGELOG.md").read_text())
    assert newest and newest[1] == VERSION


def test_continuous_integration_runs_what_must_pass() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())
    assert {"run": ".ci/run"} in workflow["jobs"]["ci"]["steps"]


def test_hooks_use_the_tools_of_the_project_and_no_others() -> None:
    for repository in yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]:
        assert repository["repo"] == "local"
        for hook in repository["hooks"]:
            assert hook["language"] == "system"
            program = next(word for word in hook["entry"].split() if "/" in word)
            assert program.startswith(".venv/bin/") and (ROOT / program).exists()


def test_the_container_is_set_up_by_commands_that_there_are() -> None:
    container = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text())
    targets = re.findall(r"\bmake (\S+)", container["postCreateCommand"])
    commands = re.findall(r"\bmanage\.py (\S+)", container["postCreateCommand"])
    assert targets and commands
    subprocess.run(["make", "--dry-run", *targets], cwd=ROOT, check=True, capture_output=True)
    for command in commands:
        assert any(ROOT.glob(f"platform/*/management/commands/{command}.py"))
