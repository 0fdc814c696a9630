"""The reference shows each call in the reader's own address, as programs that are whole."""

import ast
import subprocess
from pathlib import Path

import pytest

from config.openapi import METHODS
from runtime.node import find_npm

HOST = "speech.example.org"


@pytest.fixture
def reference(client, settings):
    settings.ALLOWED_HOSTS = [HOST]
    return client.get("/docs/openapi.json", headers={"host": HOST}).json()


def samples(reference):
    for item in reference["paths"].values():
        for method in METHODS:
            yield from item.get(method, {}).get("x-codeSamples", [])


def test_each_call_is_shown_with_the_address_of_the_reader(reference):
    assert reference["servers"] == [{"url": f"http://{HOST}", "description": "This installation"}]
    labels = {}
    for path, item in reference["paths"].items():
        for method in METHODS:
            if method in item:
                shown = {each["label"] for each in item[method]["x-codeSamples"]}
                assert {"curl", "requests", "fetch"} <= shown, path
                labels |= dict.fromkeys(shown)
    assert labels.keys() == {"curl", "requests", "fetch", "openai", "elevenlabs"}
    assert all(f"http://{HOST}" in sample["source"] for sample in samples(reference))


def test_the_programs_can_be_read(reference, tmp_path):
    node = str(Path(find_npm(tmp_path / "npm.log")).with_name("node"))
    scripts, shells = [], []
    for sample in samples(reference):
        if sample["lang"] == "Python":
            ast.parse(sample["source"])
        elif sample["lang"] == "Shell":
            shells.append(sample["source"])
        else:
            scripts.append(f"async (token, file) => {{\n{sample['source']}}}")
    # One process for all: a shell and Node take longer to start than to read.
    read_by = {("bash", "-n"): "\n".join(shells), (node, "--check", "-"): ";\n".join(scripts)}
    for command, text in read_by.items():
        read = subprocess.run(command, input=text, text=True, capture_output=True)
        assert read.returncode == 0, read.stderr[-2000:]
