"""Alice and Bob each own a workspace; Charlie has an account and belongs to neither."""

import os
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.utils import translation
from django_tenants.utils import schema_context
from rest_framework.test import APIClient

from accounts import tokens
from accounts.models import Membership, QueuedMail, User
from accounts.services import sign_up
from billing.models import Plan
from runtime.embedded.database_roles import DATABASE, ROLE
from synthesis.dispatch.models import EngineClock
from synthesis.engines import ENGINES
from synthesis.engines.base import Engine
from tenants.context import in_tenant
from tenants.models import Tenant
from tenants.services import close_workspace, open_workspace
from tests import prepared_database
from tests.s3_server import S3Server, s3_server
from throttle import bucket, open_streams

PASSWORD = "correct horse battery"


@dataclass
class Person:
    """Somebody with a browser and, where they own a workspace, a REST token.

    The browser signs in when a test first asks for it, which takes a processor 20 ms.
    """

    user: User
    tenant: Tenant | None = None
    token: str = ""
    signed_in_at: float = field(default_factory=time.time)

    @cached_property
    def browser(self) -> Client:
        """A browser in which they have signed in with the password."""
        with schema_context("public"):
            return browser_of(self.user, signed_in_at=self.signed_in_at)

    @cached_property
    def rest(self) -> APIClient:
        """A client of the REST API that sends the token."""
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {self.token}")
        return client

    def page(self, path: str = "") -> str:
        """The address of a page of this person's workspace."""
        assert self.tenant is not None
        return f"/w/{self.tenant.slug}/{path}"


@pytest.fixture(scope="session")
def s3() -> Iterator[S3Server]:
    """An object storage: a process of its own, which takes 2.6 s to start."""
    with s3_server() as server:
        yield server


@pytest.fixture(scope="session")
def kokoro() -> Engine:
    """The real engine, loaded once."""
    spec = ENGINES["kokoro"]
    assert spec.installed(settings.MODELS), f"run: manage.py models pull kokoro ({settings.MODELS})"
    return spec.load(settings.MODELS)


@pytest.fixture(scope="session")
def recordings() -> Path:
    """The folder of real recordings; its README names what each file is."""
    return Path(__file__).with_name("recordings")


@pytest.fixture(scope="session", autouse=True)
def quick_passwords(django_test_environment) -> Iterator[None]:
    """Scrypt is slow on purpose. The running Lectern of tests/live hashes with it."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session")
def django_db_setup(quick_passwords, django_db_blocker) -> Iterator[None]:
    """A database with two workspaces, which are made once, not for every test."""
    from django.test.utils import setup_databases, teardown_databases

    with django_db_blocker.unblock():
        if prepared := os.environ.get(prepared_database.VARIABLE):
            connection.settings_dict["TEST"]["TEMPLATE"] = DATABASE
        config = setup_databases(verbosity=0, interactive=False)
        if prepared:
            with connection.cursor() as cursor:
                cursor.execute(f"REASSIGN OWNED BY {ROLE} TO CURRENT_USER")
        for name in ("alice", "bob"):
            sign_up(
                organisation=f"{name.title()} School",
                name=name.title(),
                email=f"{name}@example.org",
                password=PASSWORD,
                slug=f"{name}-school",
            )
        User.objects.create_user("charlie@example.org", PASSWORD, name="Charlie")
        # Tests ask faster than any customer; those of the limits set their own.
        wide = ("requests_per_minute", "token_requests_per_minute", "queued_jobs")
        Plan.objects.update(**dict.fromkeys(wide, 1_000_000))
    yield
    with django_db_blocker.unblock():
        connection.set_schema_to_public()
        teardown_databases(config, verbosity=0)


@pytest.fixture(autouse=True)
def plain_static_files(settings) -> None:
    """Pages can be rendered without `collectstatic`."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path) -> None:
    """No test finds the files of another."""
    settings.FILES = str(tmp_path)


@pytest.fixture(autouse=True)
def public_schema(request) -> Iterator[None]:
    """Every test begins and ends outside of any tenant."""
    yield
    connection.set_schema_to_public()


@pytest.fixture(autouse=True)
def default_language() -> None:
    """A request activates its language, which a later test must not inherit."""
    translation.activate(settings.LANGUAGE_CODE)


@cache
def _valkey_at(url: str) -> redis.Redis:
    """A client that stays connected: connecting anew takes longer than many a test."""
    return redis.Redis.from_url(url)


@pytest.fixture(autouse=True)
def full_buckets(settings) -> None:
    """No test is held back by what the one before it did."""
    valkey = _valkey_at(settings.REDIS_URL)
    if names := list(valkey.scan_iter(f"{bucket.PREFIX}*", count=1000)):
        valkey.delete(*names)


@pytest.fixture(autouse=True)
def no_open_streams() -> None:
    """No test finds the places taken by answers that an earlier one did not read."""
    if open_streams._of_process is not None:
        open_streams._of_process.own.clear()


def browser_of(user: User, *, signed_in_at: float | None = None) -> Client:
    """A browser in which somebody signed in with the password at that Unix time: just now."""
    browser = Client()
    browser.force_login(user)
    session = browser.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": signed_in_at or time.time()}
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return browser


def _person(name: str) -> Person:
    user = User.objects.get(email=f"{name}@example.org")
    membership = Membership.objects.select_related("tenant").filter(user=user).first()
    if membership is None:
        return Person(user)
    _record, token = tokens.issue(tenant=membership.tenant, name="tests")
    return Person(user, membership.tenant, token)


@pytest.fixture
def alice(db) -> Person:
    return _person("alice")


@pytest.fixture
def bob(db) -> Person:
    return _person("bob")


@pytest.fixture
def charlie(db) -> Person:
    return _person("charlie")


@pytest.fixture
def committed(django_db_setup, django_db_blocker) -> Iterator[Tenant]:
    """A workspace of its own outside of any test transaction, for threads and processes."""
    with django_db_blocker.unblock():
        tenant = open_workspace(name="Real", slug=f"real-{secrets.token_hex(4)}", plan="trial")
        yield tenant
        connection.set_schema_to_public()
        for left in Tenant.objects.filter(id=tenant.id):
            close_workspace(tenant=left)
        # An engine's clock and waiting mails outlive their tenants; the next test begins with none.
        EngineClock.objects.all().delete()
        QueuedMail.objects.all().delete()
        connection.close()


@pytest.fixture
def in_alices(alice) -> Iterator[Tenant]:
    """Alice's schema, open."""
    with in_tenant(alice.tenant) as tenant:
        yield tenant
