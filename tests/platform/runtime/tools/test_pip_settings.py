"""uv uses the settings of pip."""

import os
import sys
from pathlib import Path

import pytest

from config import ROOT


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT / "tools")


def asked(config: Path, **more: str) -> dict[str, str]:
    from pip_settings import uv_environment

    mine = {
        name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_"))
    }
    mine.pop("SSL_CERT_FILE", None)
    return uv_environment(sys.executable, {**mine, "PIP_CONFIG_FILE": str(config), **more})


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "pip.conf"
    path.write_text(
        "[global]\n"
        "index-url = http://mirror.example/simple\n"
        "extra-index-url = http://a.example http://b.example\n"
        "find-links =\n  /wheels\n  /more\n"
        "cert = /ca.pem\n"
        "timeout = 100\n"
        "[install]\n"
        "trusted-host = mirror.example\n"
        "no-index = false\n"
    )
    return path


def test_every_pip_setting_becomes_a_uv_variable(tools: None, config: Path) -> None:
    environment = asked(config)
    assert environment["UV_DEFAULT_INDEX"] == "http://mirror.example/simple"
    # The main index first: of two files of one version uv takes the first index's.
    assert (
        environment["UV_INDEX"] == "http://mirror.example/simple http://a.example http://b.example"
    )
    assert environment["UV_FIND_LINKS"] == "/wheels,/more"
    assert environment["UV_INSECURE_HOST"] == "mirror.example"
    assert environment["SSL_CERT_FILE"] == "/ca.pem"
    assert environment["UV_HTTP_TIMEOUT"] == "100"
    assert "UV_NO_INDEX" not in environment


def test_pips_environment_wins_over_its_file_and_uvs_own_over_both(
    tools: None, config: Path
) -> None:
    other = {"PIP_INDEX_URL": "http://other.example"}
    assert asked(config, **other)["UV_DEFAULT_INDEX"] == "http://other.example"
    own = {"UV_DEFAULT_INDEX": "http://uv.example"}
    assert asked(config, **other, **own)["UV_DEFAULT_INDEX"] == "http://uv.example"


def test_the_public_index_comes_before_extra_indexes(
    tools: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    environment = asked(Path(os.devnull), PIP_EXTRA_INDEX_URL="http://a.example")
    public, extra = environment["UV_INDEX"].split(" ")
    assert f'registry = "{public}"' in (ROOT / "uv.lock").read_text()
    assert extra == "http://a.example"


def test_without_settings_the_public_index_is_used(tools: None) -> None:
    from pip_settings import has_own_place

    environment = asked(Path(os.devnull))
    assert "UV_DEFAULT_INDEX" not in environment and "UV_FIND_LINKS" not in environment
    assert not has_own_place(environment)
    assert has_own_place({**environment, "UV_FIND_LINKS": "/wheels"})
