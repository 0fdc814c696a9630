"""Locators name the workspace's dictionary in one of its versions."""

import pytest

from synthesis.models import Job
from tenants.context import in_tenant

SPEECH = "/v1/text-to-speech/af_heart/stream"


@pytest.fixture
def versions(alice) -> list[int]:
    """Two versions of the dictionary, the older first."""
    found = []
    for value in ("Chongqing", "Chungking"):
        entry = {"word": "CQ", "kind": "respelling", "value": value}
        answer = alice.rest.put("/v1/pronunciations", {"entries": [entry]}, format="json")
        found.append(answer.json()["version"])
    return found


def spoken(alice, *locators: dict) -> Job:
    body = {"text": "Hello CQ.", "pronunciation_dictionary_locators": list(locators)}
    answer = alice.rest.post(SPEECH, body, format="json")
    assert answer.status_code == 200, answer.content
    with in_tenant(alice.tenant):
        return Job.objects.get(id=answer["x-lectern-job"])


def test_a_job_keeps_to_the_version_that_is_named(alice, versions):
    [own] = alice.rest.get("/v1/pronunciation-dictionaries").json()["pronunciation_dictionaries"]
    assert own["latest_version_id"] == str(versions[1]) and own["latest_version_rules_num"] == 1
    named = {"pronunciation_dictionary_id": own["id"], "version_id": str(versions[0])}
    assert spoken(alice, named).dictionary_version == versions[0]
    del named["version_id"]
    assert spoken(alice, named).dictionary_version == versions[1]
    assert spoken(alice).dictionary_version == versions[1]


@pytest.mark.parametrize(
    ("locators", "status"),
    [
        ([{"pronunciation_dictionary_id": "theirs"}], 404),
        ([{"pronunciation_dictionary_id": "workspace", "version_id": "9" * 30}], 404),
        ([{"pronunciation_dictionary_id": "workspace"}] * 2, 400),
    ],
)
def test_what_is_not_there_is_refused_and_not_passed_over(alice, versions, locators, status):
    body = {"text": "Hello.", "pronunciation_dictionary_locators": locators}
    answer = alice.rest.post(SPEECH, body, format="json")
    assert answer.status_code == status
    assert answer.json()["error"]["param"] == "pronunciation_dictionary_locators"
