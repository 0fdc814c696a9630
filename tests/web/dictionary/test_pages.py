"""The pages of the dictionary: admins change it, members see it."""

from __future__ import annotations

import io

import pytest

from accounts.models import Membership
from synthesis.models import Job
from tenants.context import in_tenant
from voices.dictionary.models import Pronunciation

CHONGQING = {"word": "重庆", "kind": "pinyin", "value": "chóng qìng", "whole_word": "on"}


def add(person, **changes):
    return person.browser.post(person.page("pronunciations/new"), {**CHONGQING, **changes})


def html(person, path: str = "") -> str:
    return person.browser.get(person.page(f"pronunciations/{path}")).content.decode()


def row(person, word: str = "重庆") -> Pronunciation:
    with in_tenant(person.tenant):
        return Pronunciation.objects.current().get(word=word)


@pytest.fixture
def member(alice, charlie):
    """Charlie, as a plain member of Alice's workspace."""
    Membership.objects.create(user=charlie.user, tenant=alice.tenant, role=Membership.Role.MEMBER)
    charlie.tenant = alice.tenant
    return charlie


def test_a_word_is_added_changed_removed_and_each_time_undone(alice):
    assert "Every word is read by the voice’s own rules" in html(alice)
    answer = add(alice)
    listed = alice.browser.get(answer["Location"]).content.decode()
    assert "chong2 qing4" in listed and "Undo" in listed

    page = alice.page(f"pronunciations/{row(alice).id}")
    assert 'value="chong2 qing4"' in alice.browser.get(page).content.decode()
    alice.browser.post(page, {**CHONGQING, "value": "zhong4 qing4"})
    assert "zhong4 qing4" in html(alice)

    alice.browser.post(alice.page(f"pronunciations/{row(alice).id}/delete"))
    assert "zhong4" not in html(alice)
    number = html(alice, "history").split("Version ")[1].split(" ")[0]
    alice.browser.post(alice.page("pronunciations/undo"), {"number": number})
    assert "zhong4 qing4" in html(alice)
    answer = alice.browser.post(alice.page("pronunciations/undo"), {"number": number}, follow=True)
    assert "was changed again meanwhile" in answer.content.decode()


def test_an_earlier_version_is_restored_from_the_history(alice):
    add(alice)
    first = html(alice, "history").split("Version ")[1].split(" ")[0]
    add(alice, word="SQL", kind="respelling", value="sequel")
    answer = alice.browser.post(
        alice.page(f"pronunciations/history/{first}/restore"), follow=True
    ).content.decode()
    assert "重庆" in answer and "sequel" not in answer
    gone = alice.browser.post(alice.page("pronunciations/history/999999/restore"))
    assert gone.status_code == 404


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"value": "chong qing"}, "value", "has no tones"),
        ({"word": ""}, "word", "required"),
        ({"kind": "ipa", "value": "ǁ"}, "value", "U+01C1"),
    ],
)
def test_errors_are_beside_their_field(alice, change, field, said):
    answer = add(alice, **change)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert said in answer.content.decode()


def test_refusals_are_in_the_language_of_the_page(alice, in_chinese):
    assert "chong qing" in add(alice, value="chong qing").content.decode()


def test_search_and_conflicts(alice):
    add(alice)
    add(alice, word="重", value="zhòng")
    assert "One word is part of the other" in html(alice)
    found = html(alice, "?q=zhong4")
    assert "1 entry found" in found


def test_csv_export_and_import(alice):
    add(alice)
    answer = alice.browser.get(alice.page("pronunciations/export"))
    assert "attachment" in answer["Content-Disposition"]
    file = io.BytesIO(answer.content + "SQL,ipa,ˈsiːkwəl\r\n".encode())
    file.name = "words.csv"
    given = {"file": file, "mode": "add"}
    listed = alice.browser.post(alice.page("pronunciations/import"), given, follow=True)
    assert "2 entries" in listed.content.decode()


def test_all_wrong_lines_are_reported(alice):
    file = io.BytesIO("word,kind,value\n重庆,pinyin,chong2\n好,pinyin,x\n".encode())
    file.name = "words.csv"
    answer = alice.browser.post(
        alice.page("pronunciations/import"), {"file": file, "mode": "replace"}
    )
    told = answer.content.decode()
    assert answer.status_code == 422
    assert "Line 2: " in told and "Line 3: " in told


def test_old_and_new_can_be_heard_before_saving(alice):
    add(alice)
    given = {
        **CHONGQING,
        "value": "zhòng qìng",
        "sentence": "重庆很大。",
        "voice": "zf_xiaobei",
    }
    heard = {}
    for which in ("now", "new"):
        answer = alice.browser.post(
            alice.page("pronunciations/say"),
            {**given, "which": which},
            headers={"Accept": "application/json"},
        ).json()
        assert answer["audio"].endswith(f"/previews/{answer['job']}/audio?format=mp3")
        with in_tenant(alice.tenant):
            heard[which] = Job.objects.get(id=answer["job"])
    assert heard["now"].pronunciations == []
    assert [e["value"] for e in heard["new"].pronunciations] == ["zhong4 qing4"]
    assert heard["now"].dictionary_version == heard["new"].dictionary_version > 0
    assert row(alice).value == "chong2 qing4"


def test_old_and_new_pronunciations_are_shown(alice):
    say = {**CHONGQING, "voice": "zf_xiaobei", "which": "now"}
    address, json = alice.page("pronunciations/say"), {"Accept": "application/json"}
    for value, new in (("zhòng qìng", "zhòng qìng"), ("", None)):
        answer = alice.browser.post(address, {**say, "value": value or "x"}, headers=json).json()
        assert answer["spelling"]["now"]["pinyin"] == "chóng qìng"
        told = answer["spelling"]["new"]
        assert (told and told["pinyin"]) == new
    assert "data-spelled" in html(alice, "new")


def test_an_invalid_entry_is_not_played(alice):
    answer = alice.browser.post(
        alice.page("pronunciations/say"),
        {**CHONGQING, "value": "x", "voice": "zf_xiaobei", "which": "new"},
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 422
    assert answer.json() == {"message": "“x” is not a pinyin syllable.", "param": "value"}


def test_members_see_it_and_change_nothing(alice, member):
    add(alice)
    entry = row(alice).id
    listed = html(member)
    assert "chong2 qing4" in listed and "Remove" not in listed and "Add a word" not in listed
    assert member.browser.get(member.page("pronunciations/export")).status_code == 200
    assert "Restore" not in html(member, "history")
    for path in ("new", "import", entry):
        assert member.browser.get(member.page(f"pronunciations/{path}")).status_code == 403
    for path in ("new", "say", "undo", "import", "history/1/restore", entry, f"{entry}/delete"):
        answer = member.browser.post(member.page(f"pronunciations/{path}"), CHONGQING)
        assert answer.status_code == 403, path
    assert row(alice).id == entry
