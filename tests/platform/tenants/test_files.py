import os
import stat

from tenants import files


def test_a_file_and_its_name_survive_a_power_cut(tmp_path, monkeypatch):
    """fsync(2): "does not ensure that the entry in the directory has reached disk"."""
    synced = []
    fsync = os.fsync

    def noted(descriptor: int) -> None:
        inside = [path.name for path in tmp_path.iterdir()]
        synced.append((stat.S_ISDIR(os.fstat(descriptor).st_mode), "kept" in inside))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    files.write_whole(tmp_path / "kept", b"audio")
    assert synced == [(False, False), (True, True)]


def test_remains_of_an_interrupted_removal_go_with_the_next(tmp_path, monkeypatch):
    folder = tmp_path / "job"
    folder.mkdir()
    (folder / "00000.pcm").write_bytes(b"12")
    with monkeypatch.context() as patch:
        patch.setattr(files.shutil, "rmtree", lambda *_args, **_kwargs: None)
        files.remove(folder)
    assert not folder.exists() and list(tmp_path.iterdir())
    files.remove(folder)
    assert list(tmp_path.iterdir()) == []


def test_readers_see_one_whole_version_of_a_file(tmp_path):
    path = tmp_path / "kept"
    files.write_whole(path, b"the first")
    with path.open("rb") as reader:
        files.write_whole(path, b"the second")
        assert reader.read() == b"the first"
    assert path.read_bytes() == b"the second"
