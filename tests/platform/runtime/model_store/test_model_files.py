"""Model files are pinned: other content is never saved under the file's name."""

import base64
import hashlib
import io
import tarfile
from pathlib import Path

import pytest
from django.conf import settings

from runtime.errors import StartError
from runtime.model_store import model_files
from runtime.model_store.model_files import ModelFile, State
from runtime.model_store.model_sources import Npm, Source, Wheel

CONTENT = bytes(i * i % 251 for i in range(700_000))


def pinned(*sources: Source) -> ModelFile:
    return ModelFile(
        engine="test",
        name="model.bin",
        bytes=len(CONTENT),
        sha256=hashlib.sha256(CONTENT).hexdigest(),
        licence="MIT",
        sources=sources,
    )


@pytest.fixture
def parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """Two installed packages that hold half of the content each."""
    half = len(CONTENT) // 2
    for name, content in (("part_one", CONTENT[:half]), ("part_two", CONTENT[half:])):
        package = tmp_path / "site" / name
        package.mkdir(parents=True)
        (package / "__init__.py").touch()
        (package / "part.bin").write_bytes(content)
    monkeypatch.syspath_prepend(tmp_path / "site")
    return ("part_one/part.bin", "part_two/part.bin")


def test_parts_are_joined_only_once(parts: tuple[str, ...], tmp_path: Path) -> None:
    file = pinned(Wheel(parts))
    assert model_files.state(file, tmp_path) is State.MISSING
    assert model_files.pull(file, tmp_path, tmp_path / "log") is True
    assert file.path(tmp_path).read_bytes() == CONTENT
    assert model_files.pull(file, tmp_path, tmp_path / "log") is False


@pytest.mark.parametrize("broken", [b"", CONTENT[:-1], CONTENT[:-1] + b"?"])
def test_a_broken_file_is_detected_and_replaced(
    broken: bytes, parts: tuple[str, ...], tmp_path: Path
) -> None:
    file = pinned(Wheel(parts))
    file.path(tmp_path).parent.mkdir()
    file.path(tmp_path).write_bytes(broken)
    assert model_files.state(file, tmp_path) is State.BROKEN
    assert model_files.pull(file, tmp_path, tmp_path / "log") is True
    assert model_files.state(file, tmp_path) is State.WHOLE


def test_wrong_content_is_never_saved_under_the_files_name(
    parts: tuple[str, ...], tmp_path: Path
) -> None:
    file = pinned(Wheel(parts[::-1]))
    with pytest.raises(StartError, match="is pinned"):
        model_files.pull(file, tmp_path, tmp_path / "log")
    assert list((tmp_path / "test").iterdir()) == []


def test_a_missing_package_is_named(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="no_such_part is not installed"):
        model_files.pull(pinned(Wheel(("no_such_part/x",))), tmp_path, tmp_path / "log")


def copy_out(tarball: Path, out: Path) -> None:
    """The builder of the tests."""
    with tarfile.open(tarball) as archive:
        inside = archive.extractfile("package/model.bin")
        assert inside
        out.write_bytes(inside.read())


def tarball_of(content: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        entry = tarfile.TarInfo("package/model.bin")
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return out.getvalue()


def integrity(data: bytes) -> str:
    return f"sha512-{base64.b64encode(hashlib.sha512(data).digest()).decode()}"


@pytest.fixture
def npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An npm on the PATH that hands out the tarball at the returned path, and fails without it."""
    served_path = tmp_path / "served" / "a.tgz"
    served_path.parent.mkdir()
    served_path.write_bytes(tarball_of(CONTENT))
    program = tmp_path / "bin" / "npm"
    program.parent.mkdir()
    program.write_text(
        "#!/bin/sh\n"
        'for last; do :; done; folder="${last#--pack-destination=}"\n'
        f'cp {served_path} "$folder/some-voices-1.0.0.tgz" || '
        '{ echo "npm error network request to the registry failed" >&2; exit 1; }\n'
    )
    program.chmod(0o755)
    node = program.with_name("node")
    node.write_text("#!/bin/sh\necho v20.0.0\n")
    node.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    return served_path


def npm_file(data: bytes) -> ModelFile:
    return pinned(Npm("some-voices@1.0.0", integrity(data), f"{__name__}:copy_out"))


def test_an_npm_package_is_built_by_the_named_function(npm: Path, tmp_path: Path) -> None:
    file = npm_file(npm.read_bytes())
    assert model_files.pull(file, tmp_path / "models", tmp_path / "log") is True
    assert model_files.state(file, tmp_path / "models") is State.WHOLE
    assert list((tmp_path / "models" / ".downloads").iterdir()) == []


def test_a_tarball_with_another_integrity_is_refused(npm: Path, tmp_path: Path) -> None:
    file = npm_file(b"what was pinned")
    with pytest.raises(StartError, match="not the pinned one"):
        model_files.pull(file, tmp_path / "models", tmp_path / "log")
    assert model_files.state(file, tmp_path / "models") is State.MISSING


def test_an_unreachable_registry_is_reported_with_npms_reason_and_the_log(
    npm: Path, tmp_path: Path
) -> None:
    file = npm_file(npm.read_bytes())
    npm.unlink()
    with pytest.raises(StartError, match=r"registry failed(?s:.)*Log: .*npm\.log"):
        model_files.pull(file, tmp_path / "models", tmp_path / "npm.log")


def test_every_file_in_the_manifest_is_pinned_with_its_licence() -> None:
    for file in model_files.manifest():
        assert len(file.sha256) == 64 and file.bytes > 0 and file.licence and file.sources


def test_the_files_of_all_engines_are_installed_and_whole() -> None:
    for file in model_files.manifest():
        assert model_files.state(file, settings.MODELS) is State.WHOLE, f"{file.name}: make test"


def test_an_unknown_engine_is_named() -> None:
    with pytest.raises(StartError, match=r"'nothing'.*kokoro"):
        model_files.chosen("nothing")
