"""Opens archives that are documents: what they unpack to is limited, their XML is plain."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import unquote

from lxml import etree

from confined import Refused
from lessons.files.xml_tree import attribute, local, parse

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError)


@dataclass(frozen=True, slots=True)
class PackageLimits:
    """How many parts there may be, and how many bytes in one and in all that are read."""

    parts: int
    part_bytes: int
    unpacked_bytes: int

    @classmethod
    def of(cls, order: dict[str, Any]) -> PackageLimits:
        """Those of the child's order."""
        return cls(order["max_parts"], order["max_part_bytes"], order["max_unpacked_bytes"])


@dataclass(frozen=True, slots=True)
class Relation:
    """One part's reference to another: what it is for, and its path."""

    use: str
    path: str


class Package:
    """An archive in memory. Raises Refused where it is damaged, protected or a bomb."""

    def __init__(self, data: bytes, limits: PackageLimits) -> None:
        self._limits = limits
        self._unpacked = 0
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise Refused("damaged") from error
        infos = self._archive.infolist()
        if len(infos) > limits.parts or sum(info.file_size for info in infos) > 40 * (
            limits.unpacked_bytes
        ):
            raise Refused("unpacks_too_large")
        self._infos = {info.filename: info for info in infos}

    @property
    def names(self) -> list[str]:
        """The paths of all parts."""
        return list(self._infos)

    def has(self, path: str) -> bool:
        """Whether there is a part of that path."""
        return path in self._infos

    def read(self, path: str) -> bytes:
        """A part's bytes. Raises Refused."""
        info = self._infos.get(path)
        if info is None:
            raise Refused("damaged")
        if info.flag_bits & 0x1:
            raise Refused("encrypted")
        if info.compress_type not in _METHODS:
            raise Refused("damaged")
        most = min(self._limits.part_bytes, self._limits.unpacked_bytes - self._unpacked)
        try:
            with self._archive.open(info) as part:
                data = part.read(most + 1)
        except RuntimeError as error:
            raise Refused("encrypted") from error
        except _BROKEN as error:
            raise Refused("damaged") from error
        if len(data) > most:
            raise Refused("unpacks_too_large")
        self._unpacked += len(data)
        return data

    def xml(self, path: str) -> etree._Element:
        """The root element of a part."""
        return parse(self.read(path))

    def relations(self, path: str) -> dict[str, Relation]:
        """What an Office part refers to, by id; without what lies outside of the package."""
        folder, name = posixpath.split(path)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        if not self.has(relations):
            return {}
        found = {}
        for each in self.xml(relations):
            if local(each) == "Relationship" and attribute(each, "TargetMode") != "External":
                target = unquote(attribute(each, "Target"))
                joined = target[1:] if target.startswith("/") else posixpath.join(folder, target)
                use = attribute(each, "Type").rpartition("/")[2]
                found[attribute(each, "Id")] = Relation(use, posixpath.normpath(joined))
        return found

    def main_part(self) -> str:
        """The path of an Office package's document."""
        for relation in self.relations("").values():
            if relation.use == "officeDocument":
                return relation.path
        raise Refused("damaged")

    def core_title(self, path: str = "docProps/core.xml") -> str:
        """The title among the properties of the document, or ""."""
        if not self.has(path):
            return ""
        for each in self.xml(path).iter():
            if local(each) == "title":
                return cast(str, each.text or "")
        return ""
