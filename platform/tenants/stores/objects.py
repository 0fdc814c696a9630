"""Files as objects of a bucket, in S3 or something that speaks its API.

It needs conditional puts (`If-None-Match`, `If-Match`) and lists that show at once what was put;
`ObjectStore.try_out` tries the former.

A folder is open while the empty object `.open` is in it. A writer looks for it before and after its
put, and takes its own object back where it went meanwhile; whoever removes a folder takes it away
first. So a folder that was removed stays empty, but for the object of a writer that dies in
between, which `tidy` finds.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import IO, Any

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from tenants.stores.port import (
    PROBE,
    OpenFile,
    Store,
    StoreAway,
    StoredFile,
    Unfit,
    checked,
    folder_of,
)

MARKER = ".open"
FIRST_BYTES = 512 * 1024
"""How much is read when a file is opened: nearly every segment is whole with it."""
PART_BYTES = 16 << 20
CONNECT_SECONDS, READ_SECONDS, ATTEMPTS = 3, 15, 3
IMPATIENT_SECONDS = 2
"""How long an impatient store waits for an answer, once."""
CONNECTIONS = 32
"""Kept open at most; a web process has as many threads for requests, at most."""
DELETING = 16
"""Objects that are deleted at once: a long job's thousand take a second."""

GONE = {"404", "NoSuchKey", "NotFound"}
NOT_SO = {"412", "PreconditionFailed", "409", "ConditionalRequestConflict"}
NO_SUCH_RANGE = {"416", "InvalidRange"}
FULL = {"507", "InsufficientStorage", "QuotaExceeded", "XMinioStorageFull", "StorageFull"}


@contextmanager
def telling_away(name: str) -> Iterator[None]:
    """Raise what Store says instead of boto3's errors."""
    try:
        yield
    except ClientError as error:
        code = _code(error)
        if code in GONE:
            raise FileNotFoundError(name) from error
        if code in NOT_SO:
            raise FileExistsError(name) from error
        # What is left blames the bucket, its rights or its server, whichever file it is about.
        full = code in FULL
        raise StoreAway(f"the object storage refuses: {error}", full=full) from error
    except BotoCoreError as error:
        raise StoreAway(f"the object storage can't be reached: {error}") from error


class ObjectStore(Store):
    """The objects of `bucket` whose keys begin with `prefix`.

    Without keys, boto3 looks for them in its usual places. An `impatient` one waits
    IMPATIENT_SECONDS for an answer and does not try again.
    """

    def __init__(
        self,
        bucket: str,
        *,
        prefix: str = "",
        endpoint: str = "",
        region: str = "",
        path_style: bool = False,
        access_key: str = "",
        secret_key: str = "",
        session_token: str = "",
        ca_bundle: str = "",
        impatient: bool = False,
    ) -> None:
        self.bucket, self._prefix = bucket, prefix
        self._path_style = path_style
        # Another process is told what boto3 finds in the environment of this one.
        self._ca_bundle = ca_bundle or os.environ.get("AWS_CA_BUNDLE", "")
        self._session = boto3.session.Session(
            aws_access_key_id=access_key or None,
            aws_secret_access_key=secret_key or None,
            aws_session_token=session_token or None,
            region_name=region or None,
        )
        with telling_away(bucket):
            self._client: Any = self._session.client(
                "s3",
                endpoint_url=endpoint or None,
                verify=ca_bundle or None,
                config=Config(
                    connect_timeout=IMPATIENT_SECONDS if impatient else CONNECT_SECONDS,
                    read_timeout=IMPATIENT_SECONDS if impatient else READ_SECONDS,
                    retries={
                        "mode": "standard",
                        "total_max_attempts": 1 if impatient else ATTEMPTS,
                    },
                    max_pool_connections=CONNECTIONS,
                    tcp_keepalive=True,
                    s3={"addressing_style": "path" if path_style else "auto"},
                    # Not every server of this API knows the newer checksums.
                    request_checksum_calculation="when_required",
                    response_checksum_validation="when_required",
                ),
            )

    @classmethod
    def described(cls, description: Mapping[str, str]) -> ObjectStore:
        """The store of a description. Raises KeyError."""
        given = {name: value for name, value in description.items() if name != "kind"}
        bucket = given.pop("bucket")
        path_style = bool(given.pop("path_style", ""))
        impatient = bool(given.pop("impatient", ""))
        return cls(bucket, path_style=path_style, impatient=impatient, **given)

    def description(self) -> Mapping[str, str]:
        described = {
            "kind": "objects",
            "bucket": self.bucket,
            "prefix": self._prefix,
            "endpoint": self._client.meta.endpoint_url,
            "region": self._client.meta.region_name or "",
            "path_style": "yes" if self._path_style else "",
            "ca_bundle": self._ca_bundle,
        }
        with telling_away(self.bucket):
            found = self._session.get_credentials()
            keys = found.get_frozen_credentials() if found else None
        if keys is not None:
            described |= {
                "access_key": keys.access_key,
                "secret_key": keys.secret_key,
                "session_token": keys.token or "",
            }
        return described

    def make(self, folder: str) -> None:
        self._put(f"{checked(folder)}/{MARKER}", b"")

    def is_open(self, folder: str) -> bool:
        return self._state(f"{checked(folder)}/{MARKER}") is not None

    def write(
        self, name: str, data: bytes, *, new: bool = False, replacing: str | None = None
    ) -> None:
        conditions: dict[str, str] = {}
        if new:
            conditions["IfNoneMatch"] = "*"
        elif replacing is not None:
            conditions["IfMatch"] = replacing
        with self._while_open(name):
            try:
                self._put(checked(name), data, **conditions)
            except FileNotFoundError:
                if replacing is None:
                    raise
                # What S3 says where the object of an If-Match is gone.
                raise FileExistsError(name) from None

    def write_from(self, name: str, file: IO[bytes]) -> None:
        with self._while_open(name), telling_away(name):
            self._client.upload_fileobj(
                file,
                self.bucket,
                self._key(checked(name)),
                # In this thread: no more than two parts are in memory.
                Config=TransferConfig(
                    multipart_threshold=PART_BYTES,
                    multipart_chunksize=PART_BYTES,
                    use_threads=False,
                ),
            )

    def open(self, name: str) -> OpenFile:
        return _OpenObject(self._client, self.bucket, self._key(checked(name)), name)

    def read(self, name: str, start: int = 0, end: int | None = None) -> bytes:
        if end is not None and end <= start:
            self.size(name)
            return b""
        until = "" if end is None else str(end - 1)
        with telling_away(name):
            try:
                answer = self._client.get_object(
                    Bucket=self.bucket,
                    Key=self._key(checked(name)),
                    Range=f"bytes={start}-{until}",
                )
                return answer["Body"].read()
            except ClientError as error:
                if _code(error) in NO_SUCH_RANGE:
                    return b""
                raise

    def state(self, name: str) -> StoredFile | None:
        return self._state(checked(name))

    def files(self, folder: str) -> Iterator[StoredFile]:
        for file in self._all(folder):
            if not file.name.rpartition("/")[2].startswith("."):
                yield file

    def folders(self, folder: str) -> list[str]:
        found: list[str] = []
        for page in self._pages(f"{folder}/", Delimiter="/"):
            found += [self._name(each["Prefix"])[:-1] for each in page.get("CommonPrefixes", ())]
        return found

    def remove(self, name: str) -> None:
        self._delete(checked(name))

    def remove_folder(self, folder: str) -> None:
        markers = (file.name for file in self._all(folder) if file.name.endswith(f"/{MARKER}"))
        self._delete_all(markers)
        # Whoever puts something from now on takes it back.
        self._delete_all(file.name for file in self._all(folder))

    def tidy(self, folder: str, *, older_than: float) -> int:
        before = time.time() - older_than
        known: dict[str, bool] = {}

        def orphans() -> Iterator[str]:
            for file in self._all(folder):
                inside = folder_of(file.name)
                if file.name.endswith(f"/{MARKER}") or file.changed > before:
                    continue
                if inside not in known:
                    # The folders of one job or voice are beside each other in the list.
                    known.clear()
                    known[inside] = self.is_open(inside)
                if not known[inside]:
                    yield file.name

        return self._delete_all(orphans())

    def try_out(self) -> None:
        self.check()
        name = f"{PROBE}.{secrets.token_hex(8)}"
        try:
            self._put(name, b"first")
            found = self._state(name)
            wrong = {"IfNoneMatch": "*"}, {"IfMatch": '"00000000000000000000000000000000"'}
            for condition in wrong:
                try:
                    self._put(name, b"second", **condition)
                except FileExistsError:
                    continue
                raise Unfit(
                    f"the object storage of bucket {self.bucket} takes no notice of "
                    f"{' or '.join(condition)}: two workers could overwrite each other's audio."
                )
            if found is not None:
                self._put(name, b"third", IfMatch=found.version)
        finally:
            self._delete(name)

    def _probe(self, data: bytes) -> None:
        name = f"{PROBE}.{secrets.token_hex(8)}"
        self._put(name, data)
        self._delete(name)

    @contextmanager
    def _while_open(self, name: str) -> Iterator[None]:
        """The folder of a file is open, before and after it is put. Raises FileNotFoundError."""
        folder = folder_of(checked(name))
        if folder and not self.is_open(folder):
            raise FileNotFoundError(name)
        yield
        if folder and not self.is_open(folder):
            self._delete(name)
            raise FileNotFoundError(name)

    def _key(self, name: str) -> str:
        return f"{self._prefix}{name}"

    def _name(self, key: str) -> str:
        return key[len(self._prefix) :]

    def _put(self, name: str, data: bytes, **conditions: str) -> None:
        with telling_away(name):
            self._client.put_object(
                Bucket=self.bucket, Key=self._key(name), Body=data, **conditions
            )

    def _state(self, name: str) -> StoredFile | None:
        try:
            with telling_away(name):
                head = self._client.head_object(Bucket=self.bucket, Key=self._key(name))
        except FileNotFoundError:
            return None
        changed = head["LastModified"].timestamp()
        return StoredFile(name, head["ContentLength"], head["ETag"], changed)

    def _pages(self, folder: str, **more: str) -> Iterator[dict[str, Any]]:
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket, Prefix=self._key(folder), **more
        )
        with telling_away(folder):
            yield from pages

    def _all(self, folder: str) -> Iterator[StoredFile]:
        """Every object in a folder and below, markers too."""
        for page in self._pages(f"{checked(folder)}/"):
            for each in page.get("Contents", ()):
                name, changed = self._name(each["Key"]), each["LastModified"].timestamp()
                yield StoredFile(name, each["Size"], each["ETag"], changed)

    def _delete(self, name: str) -> None:
        with telling_away(name):
            self._client.delete_object(Bucket=self.bucket, Key=self._key(name))

    def _delete_all(self, names: Iterator[str]) -> int:
        # Not by lists of keys: which checksum they need differs between servers of this API.
        with ThreadPoolExecutor(DELETING) as pool:
            return sum(1 for _done in pool.map(self._delete, names))


class _OpenObject(OpenFile):
    """An object, of which the first bytes come with its length in one answer."""

    def __init__(self, client: Any, bucket: str, key: str, name: str) -> None:
        self._client, self._name = client, name
        self._at = {"Bucket": bucket, "Key": key}
        with telling_away(name):
            try:
                answer = client.get_object(**self._at, Range=f"bytes=0-{FIRST_BYTES - 1}")
                self._first: bytes = answer["Body"].read()
                self.size = int(answer["ContentRange"].rpartition("/")[2])
                self._version = answer["ETag"]
            except ClientError as error:
                if _code(error) not in NO_SUCH_RANGE:
                    raise
                self._first, self.size, self._version = b"", 0, ""

    def read(self, start: int = 0, end: int | None = None) -> bytes:
        end = self.size if end is None else min(end, self.size)
        if start >= end:
            return b""
        if end <= len(self._first):
            return self._first[start:end]
        try:
            with telling_away(self._name):
                answer = self._client.get_object(
                    **self._at, Range=f"bytes={start}-{end - 1}", IfMatch=self._version
                )
                return answer["Body"].read()
        except FileExistsError:
            raise FileNotFoundError(f"{self._name} was replaced") from None

    def close(self) -> None:
        """It holds nothing between two answers."""


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))
