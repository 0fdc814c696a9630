"""An S3 server as a process of its own, with all objects in its memory."""

import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import boto3

PATIENCE = 60.0
# Imported late, and from the command line only: moto takes a second.
SERVE = """
import logging, sys
logging.getLogger("werkzeug").setLevel(logging.ERROR)
from werkzeug.serving import make_server
from moto.server import DomainDispatcherApplication, create_backend_app
app = DomainDispatcherApplication(create_backend_app)
make_server(sys.argv[1], int(sys.argv[2]), app, threaded=True).serve_forever()
"""


def command(address: str, port: int) -> list[str]:
    """The command line of a server that answers at an address of this machine."""
    return [sys.executable, "-c", SERVE, address, str(port)]


@dataclass
class S3Server:
    """Where it answers. `restart` is with nothing stored."""

    port: int
    _process: subprocess.Popen[bytes] | None = None

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to reach it, beside LECTERN_FILES."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": "tests",
            "AWS_SECRET_ACCESS_KEY": "no secret",
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
        }

    def bucket(self) -> str:
        """The name of a new bucket."""
        name = f"lectern-{secrets.token_hex(6)}"
        self.client().create_bucket(Bucket=name)
        return name

    def client(self):
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            aws_access_key_id="tests",
            aws_secret_access_key="no secret",
            region_name="us-east-1",
        )

    def start(self) -> None:
        log = tempfile.TemporaryFile()  # noqa: SIM115 (the process writes to it as long as it lives)
        self._process = subprocess.Popen(command("127.0.0.1", self.port), stdout=log, stderr=log)
        until = time.monotonic() + PATIENCE
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                log.seek(0)
                assert self._process.poll() is None, log.read().decode()
                assert time.monotonic() < until, "the S3 server does not start"
                time.sleep(0.05)

    def stop_answering(self) -> None:
        """It takes connections, and says nothing."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def answer_again(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


def keep_files_in(server: S3Server, settings, monkeypatch) -> None:
    """Have this process keep the files of tenants in a new bucket until the end of the test."""
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    settings.FILES, settings.FILES_PATH_STYLE = f"s3://{server.bucket()}/school", True


@contextmanager
def s3_server() -> Iterator[S3Server]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = S3Server(port)
    try:
        server.start()
        yield server
    finally:
        server.stop()
