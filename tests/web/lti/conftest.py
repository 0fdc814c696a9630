"""Alice's school with a learning platform, and somebody's browser in a course of it."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from accounts.actor import Actor
from lti import platform_keys, registrations, tool_keys
from lti.models import LearningPlatform as Row
from tests.conftest import Person
from tests.web.lessons.conftest import write  # noqa: F401 (a fixture)
from tests.web.lessons.test_subtitles import address, make  # noqa: F401 (fixtures)
from tests.web.lti.learning_platform import DEPLOYMENT, INSTRUCTOR, LearningPlatform

ADDRESS = "https://moodle.willow.example"
ANSWER_AT = f"{ADDRESS}/mod/lti/contentitem_return.php"


@dataclass
class Course:
    """A course at a platform that a workspace has registered."""

    person: Person
    platform: LearningPlatform
    row: Row

    @property
    def tool(self) -> str:
        """Where Lectern's addresses for this workspace begin."""
        return f"/lti/{self.row.tenant_id}"

    def asked(self, browser: Client) -> dict[str, str]:
        """What Lectern asks the platform for when an activity is opened."""
        begun = urlsplit(self.platform.begin())
        led = browser.get(f"{begun.path}?{begun.query}")
        assert led.status_code == 302, led.content.decode()
        where = urlsplit(led.url)
        assert f"{where.scheme}://{where.netloc}{where.path}" == f"{ADDRESS}/auth"
        return dict(parse_qsl(where.query))

    def form(self, browser: Client, **more: Any) -> dict[str, str]:
        """The form that the platform has the browser post."""
        return self.platform.launch(self.asked(browser), **more)

    def post(self, form: dict[str, str], browser: Client | None = None):
        """The answer to a form, as a browser posts it from the platform's site: without cookies."""
        stranger = browser or Client(enforce_csrf_checks=True)
        return stranger.post(f"{self.tool}/launch", form, headers={"Origin": ADDRESS})

    def open(self, browser: Client, **more: Any):
        """The page that a launch ends at."""
        led = self.post(self.form(browser, **more))
        return led if led.status_code != 303 else browser.get(led.url)

    def choose(self, browser: Client, **more: Any):
        """The page at which a teacher chooses a lesson."""
        choosing = {"deep_link_return_url": ANSWER_AT, "extra_data": {"form": 12}}
        return self.open(browser, **{"roles": (INSTRUCTOR,), "choosing": choosing, **more})


@pytest.fixture(scope="session")
def moodle() -> LearningPlatform:
    return LearningPlatform(ADDRESS)


@pytest.fixture(scope="session")
def one_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def quick_keys(monkeypatch, one_key) -> None:
    """Workspaces' keys are one key: making one takes as long as ten tests."""
    made = SimpleNamespace(generate_private_key=lambda **_how: one_key)
    monkeypatch.setattr(tool_keys, "rsa", made)


@pytest.fixture
def student(db) -> Client:
    """Somebody who is signed in nowhere, and whose browser keeps no cookies in frames."""
    return Client(enforce_csrf_checks=True)


def registered(person: Person, platform: LearningPlatform, **more: Any) -> Row:
    """The platform, as an admin of the workspace registers it."""
    given = {
        "name": "Moodle",
        "address": platform.address,
        "issuer": platform.address,
        "client_id": platform.registration.get_client_id(),
        "deployments": [DEPLOYMENT],
        "login_address": f"{platform.address}/auth",
        "keys_address": f"{platform.address}/keys",
    }
    return registrations.put(tenant=person.tenant, by=Actor(person.user), **{**given, **more})


@pytest.fixture
def course(alice, moodle, settings, monkeypatch, quick_keys) -> Course:
    """A course at the platform of Alice's school. What is fetched at the platform comes from it."""
    settings.PUBLIC_URL = "http://testserver"
    monkeypatch.setattr(platform_keys, "get_json", lambda _address: moodle.keys)
    row = registered(alice, moodle)
    tool = f"http://testserver/lti/{row.tenant_id}"
    moodle.trust(f"{tool}/login", f"{tool}/launch", tool_keys.key_set(row.tenant_id))
    return Course(alice, moodle, row)
