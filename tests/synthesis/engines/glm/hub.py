"""A local stand-in for the Hugging Face hub: one repository whose branch moves."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

REPOSITORY = "zai-org/GLM-TTS"
LARGE = (".pt", ".safetensors", ".onnx", ".model")


class Hub:
    """`commits` are folders by commit; `main` is the newest. `lies` names a file and another sha256
    than it has, as if it were damaged on its way.
    """

    def __init__(self, commits: dict[str, Path]) -> None:
        self.commits = commits
        self.main = next(iter(commits))
        self.lies: dict[str, str] = {}
        self.given: list[str] = []
        self.moves_to = ""
        """The commit that `main` moves to after its first request."""
        self.address = ""

    def commit(self, revision: str) -> str | None:
        commit = self.main if revision == "main" else revision
        return commit if commit in self.commits else None

    def info(self, commit: str) -> dict:
        folder = self.commits[commit]
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        return {
            "id": REPOSITORY,
            "sha": commit,
            "siblings": [self._sibling(folder, file) for file in files],
        }

    def _sibling(self, folder: Path, file: Path) -> dict:
        name, size = file.relative_to(folder).as_posix(), file.stat().st_size
        entry = {"rfilename": name, "size": size, "blobId": sha1(file)}
        if file.suffix in LARGE:
            digest = self.lies.get(name, sha256(file))
            entry["lfs"] = {"sha256": digest, "size": size, "pointerSize": 130}
        return entry


def sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def sha1(file: Path) -> str:
    data = file.read_bytes()
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


@contextmanager
def running(commits: dict[str, Path]) -> Iterator[Hub]:
    """Run the hub at `address` inside the block."""
    hub = Hub(commits)

    class Requests(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = unquote(urlsplit(self.path).path)
            if path.startswith(f"/api/models/{REPOSITORY}"):
                self._api(path.removeprefix(f"/api/models/{REPOSITORY}"))
            else:
                self._file(*path.removeprefix(f"/{REPOSITORY}/resolve/").split("/", 1))

        do_HEAD = do_GET

        def _api(self, path: str) -> None:
            parts = path.strip("/").split("/")
            commit = hub.commit(parts[1] if len(parts) > 1 else "main")
            if commit is None:
                self._answer(404, b"{}", {"X-Error-Code": "RevisionNotFound"})
            elif parts[0] == "tree":
                files = hub.info(commit)["siblings"]
                tree = [
                    {"type": "file", "path": each["rfilename"], "size": each["size"]}
                    | {"oid": each["blobId"]}
                    | (
                        {"lfs": {**each["lfs"], "oid": each["lfs"]["sha256"]}}
                        if "lfs" in each
                        else {}
                    )
                    for each in files
                ]
                self._answer(200, json.dumps(tree).encode())
            else:
                hub.main = hub.moves_to or hub.main
                self._answer(200, json.dumps(hub.info(commit)).encode())

        def _file(self, revision: str, name: str) -> None:
            commit = hub.commit(revision)
            assert commit is not None
            file = hub.commits[commit] / name
            tag = sha256(file) if file.suffix in LARGE else sha1(file)
            if self.command == "GET":
                hub.given.append(name)
            headers = {"X-Repo-Commit": commit, "ETag": f'"{tag}"', "Accept-Ranges": "bytes"}
            self._answer(200, file.read_bytes(), headers)

        def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Requests)
    hub.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
