"""Makes NOTICE: which software Lectern brings along, and under which licence.

    .venv/bin/python tools/make_notice.py            # writes NOTICE
    .venv/bin/python tools/make_notice.py --check    # fails where NOTICE is not what it would write

Packages speak for themselves by their metadata. What those lack stands in tools/licences.toml, the
prose in tools/notice.txt. A package or a bundled library of an unknown licence is an error, so
NOTICE can't fall behind unnoticed. What is written depends on the pinned versions alone, not on
the machine: libraries are listed from licences.toml, against which this machine's are checked.
"""

import argparse
import json
import os
import platform
import re
import sys
import textwrap
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path, PurePosixPath
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
# The machine that licences.toml describes; on others, wheels bundle other libraries.
IS_REFERENCE = sys.platform == "linux" and platform.machine() == "x86_64"
SPDX = re.compile(r"(\(|[A-Za-z0-9][\w.+-]*\d[\w.+-]*|MIT|ISC|Zlib|AND|OR|WITH|\)|\s)+")
LIBRARY = re.compile(r"\.(so|dylib|dll|pyd)(\.|$)")
EXTENSION_MODULE = re.compile(r"\.(cpython-\d|cp\d|abi3\.|pypy)|__mypyc\.|\.pyd$")
LICENCE_FILE = re.compile(r"(?i)^(licen[cs]e|copying|notice)")
# How programs begin: ELF, Mach-O (thin, fat), PE.
MAGIC = (b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"MZ")
# The first that fits an expression; where one may be chosen, the milder comes first.
COPYLEFT = {
    "MPL, binds the files": r"MPL",
    "LGPL, binds the library": r"LGPL",
    "GPL with an exception for programs linked to it (GCC's run-time libraries)": r"GPL.* WITH ",
    "GPL, binds the whole that is passed on": r"GPL",
}


@dataclass
class Facts:
    """licences.toml, with a record of which of its entries were used."""

    tables: dict[str, dict[str, Any]]
    used: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    unknown: list[str] = field(default_factory=list)

    def find(self, table: str, key: str) -> Any:
        """The entry of that name, or None."""
        if key in self.tables[table]:
            self.used[table].add(key)
        return self.tables[table].get(key)

    def match(self, table: str, name: str) -> Any:
        """The entry whose key is a pattern of that name, or None."""
        for pattern, entry in self.tables[table].items():
            if fnmatch(name, pattern):
                self.used[table].add(pattern)
                return entry
        return None

    def unused(self) -> Iterator[str]:
        for name in ("spellings", "packages", "libraries", "folders", "inside", "weights"):
            for key in self.tables[name].keys() - self.used[name]:
                yield f"tools/licences.toml: nothing needs [{name}] {key!r} any more"


@dataclass(frozen=True)
class Package:
    """An installed run-time dependency."""

    name: str
    version: str
    licence: str
    has_text: bool


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--check", action="store_true", help="write nothing, compare")
    arguments.add_argument("--licences", type=Path, default=ROOT / "tools/licences.toml")
    options = arguments.parse_args()
    facts = Facts(tomllib.loads(options.licences.read_text(encoding="utf-8")))
    text = notice(facts)
    problems = facts.unknown + (sorted(facts.unused()) if IS_REFERENCE else [])
    if problems:
        print(*problems, sep="\n", file=sys.stderr)
        return 1
    path = ROOT / "NOTICE"
    if not options.check:
        path.write_text(text, encoding="utf-8")
    elif path.read_text(encoding="utf-8") != text:
        print("NOTICE is out of date; run tools/make_notice.py", file=sys.stderr)
        return 1
    return 0


def notice(facts: Facts) -> str:
    """The whole file. What has no known licence is noted in `facts.unknown`."""
    installed = run_dependencies(facts)
    packages = [package_of(each, facts) for each in installed]
    for each in installed:
        check_bundled(each, facts)
    libraries = facts.tables["libraries"] | {
        entry["name"]: entry["licence"] for entry in facts.tables["folders"].values()
    }
    names = {package.name for package in packages}
    for section in ("inside", "weights"):
        for key in facts.tables[section].keys() & names:
            facts.find(section, key)
    parts = {
        "copyleft": copyleft(packages, libraries),
        "packages": table(
            (f"{p.name} {p.version}{'' if p.has_text else ' *'}", p.licence) for p in packages
        ),
        "elsewhere": table(facts.tables["elsewhere"].items()),
        "libraries": table(libraries.items()),
        "inside": table(facts.tables["inside"].items()),
        "npm": table(npm(facts)),
        "models": table(models()),
        "weights": table(facts.tables["weights"].items()),
    }
    text = (ROOT / "tools/notice.txt").read_text(encoding="utf-8")
    for name, part in parts.items():
        text = text.replace(f"@{name}@\n", part)
    return text


def run_dependencies(facts: Facts) -> list[Distribution]:
    """What is installed to run Lectern: what it asks for, and what that asks for, by name."""
    distributions: dict[str, Distribution] = {}
    waiting = [(text, frozenset({""})) for text in required()]
    while waiting:
        text, extras = waiting.pop()
        wanted = Requirement(text)
        marker = wanted.marker
        if marker and not any(marker.evaluate({"extra": extra}) for extra in extras):
            continue
        name = canonicalize_name(wanted.name)
        if facts.match("elsewhere", name) is not None:
            continue
        try:
            dist = distribution(name)
        except PackageNotFoundError:
            # Packages installed without their dependencies ask for what nobody passes on.
            continue
        if name not in distributions or wanted.extras:
            distributions[name] = dist
            more = frozenset({"", *wanted.extras})
            waiting += [(each, more) for each in dist.requires or []]
    return [distributions[name] for name in sorted(distributions)]


def required() -> list[str]:
    """The requirements of Lectern itself, and the packages that bring model files."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return settings["project"]["dependencies"] + settings["dependency-groups"]["models"]


def package_of(dist: Distribution, facts: Facts) -> Package:
    """A package with its licence; one without is noted."""
    name = canonicalize_name(dist.metadata["Name"])
    licence = licence_of(dist, name, facts)
    if licence is None:
        facts.unknown.append(f"{name} {dist.version}: its licence is unknown")
    return Package(name, dist.version.split("+")[0], licence or "unknown", has_text(dist))


def licence_of(dist: Distribution, name: str, facts: Facts) -> str | None:
    """An SPDX expression, from the entry in licences.toml or else from the metadata."""
    if entry := facts.find("packages", name):
        return entry
    if expression := dist.metadata["License-Expression"]:
        return expression
    classifiers = [
        each.split(" :: ")[-1]
        for each in dist.metadata.get_all("Classifier") or []
        if each.startswith("License :: ")
    ]
    for licence in (
        dist.metadata["License"] or "",
        classifiers[0] if len(classifiers) == 1 else "",
    ):
        if meant := facts.find("spellings", licence):
            return meant
        if SPDX.fullmatch(licence):
            return licence
    return None


def has_text(dist: Distribution) -> bool:
    """True when the package brings the text of its licence along."""
    return any(
        ".dist-info" in file.parts[0] and LICENCE_FILE.match(part)
        for file in dist.files or []
        for part in file.parts[1:]
    )


def check_bundled(dist: Distribution, facts: Facts) -> None:
    """Note every shared library and program of a package that no entry knows."""
    if dist.files is None:
        facts.unknown.append(f"{dist.metadata['Name']}: its list of files (RECORD) is missing")
        return
    for file in dist.files:
        path = PurePosixPath(file)
        if not is_native(path, Path(str(dist.locate_file(file)))):
            continue
        if facts.match("folders", str(path)) is None and not facts.find("libraries", stem(path)):
            facts.unknown.append(
                f"{canonicalize_name(dist.metadata['Name'])}: bundles {path}; the licence of "
                f"{stem(path)!r} is unknown (tools/licences.toml, [libraries])"
            )


def is_native(path: PurePosixPath, on_disk: Path) -> bool:
    """True for a shared library or a program that is not the package's own extension module."""
    if ".." in path.parts or EXTENSION_MODULE.search(path.name) or not on_disk.is_file():
        return False
    if not LIBRARY.search(path.name) and not os.access(on_disk, os.X_OK):
        return False
    with on_disk.open("rb") as file:
        return file.read(4).startswith(MAGIC)


def stem(path: PurePosixPath) -> str:
    """`libgomp-2a5c1f3e.so.1.0.0` → `libgomp`: no version, no hash of the wheel's repair."""
    name = LIBRARY.split(path.name.removesuffix(".exe"))[0]
    return re.sub(r"(-[0-9a-f]{8,})+$", "", name)


def copyleft(packages: list[Package], libraries: dict[str, str]) -> str:
    """Which parts have a licence that asks something of whoever passes them on."""
    groups: dict[str, list[str]] = {title: [] for title in COPYLEFT}
    licences = {package.name: package.licence for package in packages} | libraries
    for name, licence in sorted(licences.items(), key=lambda pair: pair[0].lower()):
        for title, pattern in COPYLEFT.items():
            if re.search(pattern, licence):
                groups[title].append(name)
                break
    strictest_first = reversed(groups.items())
    return "\n".join(f"{title}:\n{wrapped(', '.join(n), '  ')}" for title, n in strictest_first)


def npm(facts: Facts) -> Iterator[tuple[str, str]]:
    """The packages of package-lock.json."""
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    for path, package in sorted(lock["packages"].items()):
        if path and not package.get("dev"):
            name = path.removeprefix("node_modules/")
            licence = package.get("license")
            if licence is None:
                facts.unknown.append(f"npm {name}: its licence is unknown (package-lock.json)")
            yield f"{name} {package['version']}", facts.find("spellings", licence) or str(licence)


def models() -> Iterator[tuple[str, str]]:
    """Model files and folders, from their manifests."""
    store = ROOT / "platform/runtime/model_store"
    files = tomllib.loads((store / "models.toml").read_text(encoding="utf-8"))
    for engine, entries in files.items():
        for entry in entries:
            sources = ", ".join(source_of(source) for source in entry["sources"])
            yield f"{engine}/{entry['name']}", f"{entry['licence']}. From {sources}"
    folders = tomllib.loads((store / "model_folders.toml").read_text(encoding="utf-8"))
    for name, entry in folders.items():
        hub = f"{entry['hub']} on the Hugging Face hub" if "hub" in entry else ""
        place = hub or " and ".join(part["url"] for part in entry["web"])
        yield f"{name}/ (optional)", f"{entry['licence']}. {place}"


def source_of(source: dict[str, Any]) -> str:
    """A source of models.toml in a few words."""
    match source["kind"]:
        case "wheel":
            packages = dict.fromkeys(part.partition("/")[0] for part in source["parts"])
            return " + ".join(packages).replace("_", "-")
        case "npm":
            return f"npm {source['package']}"
        case "hub":
            return f"{source['repository']} on the Hugging Face hub"
        case _:
            return source["url"]


def table(rows: Iterable[tuple[str, str]]) -> str:
    """Two columns, ordered by the first; long cells go on in the next line."""
    lines = []
    for left, right in sorted(rows, key=lambda row: row[0].lower()):
        head = f"  {left:<36}"
        lines.append(wrapped(right, " " * 38, head if len(head) == 38 else head + "\n" + " " * 38))
    return "".join(lines)


def wrapped(text: str, indent: str, first: str | None = None) -> str:
    head = indent if first is None else first
    lines = textwrap.wrap(text, 100 - len(indent), break_long_words=False, break_on_hyphens=False)
    return head + ("\n" + indent).join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
