"""Admins point OpenAI's names at voices, on a page and over REST; programs speak with them."""

import pytest

from activity.models import Entry
from synthesis.aliases import choosing
from synthesis.models import Job
from tests.web.workspace_settings.test_general import api  # noqa: F401 (a fixture)
from voices.models import Voice

ALIASES = "/v1/audio/voice_aliases"


def save(person, **names):
    return person.browser.post(person.page("settings/voice-names"), names)


def pointed(api) -> dict[str, str]:  # noqa: F811
    return {each["name"]: each["alias_of"] for each in api.get(ALIASES).json()["data"]}


def test_a_program_speaks_with_them(alice, voice, api):  # noqa: F811
    api.patch(ALIASES, {"nova": voice.id}, format="json")
    for name, stands_for in {"alloy": "af_alloy", "nova": voice.id, "cedar": "am_fenrir"}.items():
        given = {"input": "Hello.", "voice": name}
        assert alice.rest.post("/v1/jobs", given, format="json").json()["voice"] == stands_for
    assert Job.objects.count() == 3


def test_an_admin_chooses_on_the_page_and_goes_back(alice, bob, voice, api):  # noqa: F811
    page = alice.browser.get(alice.page("settings/voice-names")).content.decode()
    assert "As usual: Alloy · English (US) · female" in page and "Ms. Lin" in page
    assert save(alice, nova=voice.id, ash="bm_lewis").status_code == 302
    assert pointed(api)["nova"] == voice.id and pointed(api)["ash"] == "bm_lewis"
    logged = Entry.objects.get(action="voice.aliases_changed")
    assert logged.details == {"ash": "bm_lewis", "nova": voice.id}
    assert bob.rest.get(ALIASES).json()["data"][1]["alias_of"] == "am_michael"
    save(alice)
    assert pointed(api)["nova"] == "af_nova"
    assert Entry.objects.filter(action="voice.aliases_changed").count() == 2


def test_members_and_tokens_without_the_scope_may_not(alice, colleague):
    assert save(colleague, nova="af_sky").status_code == 403
    assert colleague.browser.get(alice.page("settings/voice-names")).status_code == 403
    assert alice.rest.patch(ALIASES, {"nova": "af_sky"}, format="json").status_code == 403
    assert alice.rest.get(ALIASES).status_code == 200


def test_what_is_refused_changes_nothing(alice, voice, api):  # noqa: F811
    answer = save(alice, nova="af_sky", ash="Nobody")
    assert answer.status_code == 422 and set(answer.context["form"].errors) == {"ash"}
    refused = api.patch(ALIASES, {"nova": "af_sky", "ash": "Nobody"}, format="json")
    assert refused.status_code == 404 and refused.json()["error"]["param"] == "ash"
    assert [each for each in choosing.aliases() if each.is_chosen] == []


def test_the_list_of_voices_has_them(alice, voice):
    choosing.point(voices={"nova": voice.id})
    rows = {each["id"]: each for each in alice.rest.get("/v1/audio/voices").json()["voices"]}
    assert rows["nova"]["alias_of"] == voice.id and rows["nova"]["kind"] == "alias"
    assert rows["alloy"]["alias_of"] == "af_alloy" and rows["alloy"]["emotions"][0] == "neutral"


@pytest.mark.parametrize("asks", ["list", "speech"])
def test_a_voice_that_is_no_longer_shared_is_not_got_by_its_other_name(alice, voice, asks):
    choosing.point(voices={"nova": voice.id})
    Voice.objects.update(usable_by=Voice.UsableBy.HOLDER, created_by=alice.user.id + 1_000)
    if asks == "list":
        rows = alice.rest.get("/v1/audio/voices").json()["data"]
        assert "nova" not in [each["id"] for each in rows]
    else:
        answer = alice.rest.post("/v1/jobs", {"input": "Hi.", "voice": "nova"}, format="json")
        assert answer.status_code == 403
