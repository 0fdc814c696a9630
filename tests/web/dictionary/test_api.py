"""The dictionary over REST, as JSON and as CSV."""

from __future__ import annotations

import pytest

from accounts import tokens
from synthesis.models import Job
from tenants.context import in_tenant
from tests.web.test_errors import check

URL = "/v1/pronunciations"
CHONGQING = {"word": "重庆", "kind": "pinyin", "value": "Chóngqìng"}
SQL = {"word": "SQL", "kind": "ipa", "value": "/ˈsiːkwəl/"}


def put(person, *entries, **more):
    return person.rest.put(URL, {"entries": list(entries), **more}, format="json")


def test_the_dictionary_is_empty_at_first(alice):
    answer = alice.rest.get(URL).json()
    assert answer == {
        "object": "pronunciation.dictionary",
        "version": 0,
        "entries": [],
        "conflicts": [],
    }


def test_put_get_and_put_again_round_trip(alice, bob):
    made = put(alice, CHONGQING, SQL).json()
    assert [(e["word"], e["value"]) for e in made["entries"]] == [
        ("SQL", "ˈsiːkwəl"),
        ("重庆", "chong2 qing4"),
    ]
    assert alice.rest.get(URL).json() == made
    again = put(alice, *made["entries"], version=made["version"])
    assert again.json()["version"] == made["version"]
    assert bob.rest.get(URL).json()["entries"] == []


def test_an_earlier_version(alice):
    first = put(alice, CHONGQING).json()
    put(alice, SQL)
    assert alice.rest.get(f"{URL}?version={first['version']}").json() == first
    check(alice.rest.get(f"{URL}?version=x"), 404, "version_not_found", "version")
    check(alice.rest.get(f"{URL}?version=999999"), 404, "version_not_found", "version")


def test_csv_both_ways(alice):
    put(alice, CHONGQING, SQL)
    answer = alice.rest.get(URL, headers={"Accept": "text/csv"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "重庆,pinyin,chong2 qing4" in answer.content.decode("utf-8-sig")
    without = b"".join(line for line in answer.content.splitlines(True) if b"SQL" not in line)
    made = alice.rest.put(URL, without, content_type="text/csv")
    assert [e["word"] for e in made.json()["entries"]] == ["重庆"]


def test_conflicts_are_reported(alice):
    answer = put(alice, SQL, {"word": "sql", "kind": "respelling", "value": "S Q L"}).json()
    assert [c["kind"] for c in answer["conflicts"]] == ["case_variant"]


@pytest.mark.parametrize(
    ("entry", "code", "param"),
    [
        ({"word": "重庆", "kind": "pinyin", "value": "chong2"}, "entries_invalid", "entries"),
        ({"word": "x", "kind": "sound", "value": "y"}, "invalid_value", "entries.0.kind"),
        ({"word": "x", "kind": "ipa"}, "invalid_value", "entries.0.value"),
    ],
)
def test_wrong_entries(alice, entry, code, param):
    put(alice, SQL)
    check(put(alice, entry), 400, code, param)
    assert [e["word"] for e in alice.rest.get(URL).json()["entries"]] == ["SQL"]


def test_wrong_bodies(alice):
    check(alice.rest.put(URL, b"word\n", content_type="text/csv"), 400, "csv_columns", "file")
    check(alice.rest.put(URL, b"x", content_type="text/xml"), 415, "unsupported_media_type")
    check(alice.rest.put(URL, {}, format="json"), 400, "invalid_value", "entries")
    check(put(alice, SQL, version=7), 409, "dictionary_changed", "version")


def test_scopes(alice):
    record, text = tokens.issue(tenant=alice.tenant, name="narrow")
    for scopes, method, address, body in [
        (["voices:write"], "get", URL, None),
        (["voices:read"], "put", URL, {"entries": []}),
        (["speech"], "post", f"{URL}/preview", {"text": "x"}),
        (
            ["voices:read"],
            "post",
            f"{URL}/preview",
            {"text": "x", "audio": True, "voice": "af_heart"},
        ),
    ]:
        record.scopes = scopes
        record.save()
        alice.rest.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
        answer = getattr(alice.rest, method)(address, body, format="json")
        check(answer, 403, "missing_scope")


def test_the_preview_shows_what_would_be_spoken(alice):
    put(alice, CHONGQING)
    asked = {"text": "我去重庆行。", "entries": [{**CHONGQING, "value": "zhòng qìng"}]}
    answer = alice.rest.post(f"{URL}/preview", asked, format="json").json()
    assert answer["spans"] == [
        {"language": "zh", "text": "我去", "reading": ""},
        {"language": "zh", "text": "重庆", "reading": "zhong4 qing4"},
        {"language": "zh", "text": "行。", "reading": ""},
    ]
    assert "chong2" in str(alice.rest.get(URL).json())
    with in_tenant(alice.tenant):
        assert not Job.objects.exists()


@pytest.mark.parametrize("how", ["flag", "accept"])
def test_the_preview_is_spoken_through_the_queue(alice, how):
    asked = {"text": "我去重庆。", "entries": [CHONGQING], "voice": "zf_xiaobei"}
    headers = {"Accept": "audio/mpeg"} if how == "accept" else {}
    if how == "flag":
        asked["audio"] = True
    answer = alice.rest.post(f"{URL}/preview", asked, format="json", headers=headers)
    assert answer.status_code == 200 and answer["Content-Type"] == "audio/mpeg"
    with in_tenant(alice.tenant):
        job = Job.objects.get(id=answer["x-lectern-job"])
    assert job.interactive and job.pronunciations[0]["value"] == "chong2 qing4"


def test_previews_refuse(alice):
    preview = f"{URL}/preview"
    heard = {"text": "x", "audio": True}
    check(alice.rest.post(preview, heard, format="json"), 400, "invalid_value", "voice")
    long = {"text": "x" * 501}
    check(alice.rest.post(preview, long, format="json"), 400, "invalid_value", "text")
    wrong = {"text": "x", "entries": [{**CHONGQING, "value": "x"}]}
    check(alice.rest.post(preview, wrong, format="json"), 400, "entries_invalid", "entries")
