"""Every test of the port runs with a folder, and with a bucket of a real S3 server."""

import pytest

from tenants.stores.folder import FolderStore
from tenants.stores.objects import ObjectStore
from tenants.stores.port import Store
from tests.s3_server import S3Server


@pytest.fixture
def bucket(s3) -> ObjectStore:
    """A store in a bucket of its own, with a prefix."""
    return store_in(s3, s3.bucket())


@pytest.fixture(params=["folder", "objects"])
def store(request, tmp_path) -> Store:
    if request.param == "folder":
        return FolderStore(tmp_path / "files")
    return request.getfixturevalue("bucket")


def store_in(server: S3Server, bucket: str) -> ObjectStore:
    return ObjectStore(
        bucket,
        prefix="school/",
        endpoint=server.endpoint,
        region="us-east-1",
        path_style=True,
        access_key="tests",
        secret_key="no secret",
    )
