"""A directory adds and removes members, with the requests that Entra ID and Okta send."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from accounts import tokens
from accounts.models import Membership, User
from activity.models import Entry
from single_sign_on.models import Domain

USERS = "/v1/scim/v2/Users"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


class Directory:
    """A client with a token of the workspace, as an admin gives it to the directory."""

    def __init__(self, tenant, scopes=(tokens.SCIM,)) -> None:
        _record, text = tokens.issue(tenant=tenant, name="Entra", scopes=list(scopes))
        self.client = Client(headers={"Authorization": f"Bearer {text}"})

    def __call__(self, method: str, path: str = "", body=None):
        return self.client.generic(
            method,
            USERS + path,
            json.dumps(body) if body is not None else "",
            content_type="application/scim+json",
        )


@pytest.fixture
def directory(alice) -> Directory:
    Domain.objects.create(tenant=alice.tenant, domain="willow.example", confirmed_at=timezone.now())
    return Directory(alice.tenant)


def added(directory: Directory, email: str = "dora@willow.example") -> dict:
    body = {
        "schemas": [USER], "userName": email, "active": True, "displayName": "Dora Fink",
        "name": {"formatted": "Dora Fink"}, "externalId": "0a21",
        "emails": [{"primary": True, "type": "work", "value": email}],
    }  # fmt: skip
    answer = directory("POST", "", body)
    assert answer.status_code == 201, answer.content
    assert answer["Content-Type"] == "application/scim+json"
    return answer.json()


def test_a_person_is_looked_for_added_and_found(directory, alice):
    none = directory("GET", '?filter=userName%20eq%20"dora@willow.example"').json()
    assert (none["totalResults"], none["Resources"]) == (0, [])
    made = added(directory)
    dora = User.objects.get(email="dora@willow.example")
    assert not dora.has_usable_password() and dora.name == "Dora Fink"
    assert Membership.objects.get(user=dora).role == "member"
    found = directory("GET", '?filter=userName eq "Dora@willow.example"').json()
    assert found["Resources"] == [made]
    assert directory("GET", f"/{made['id']}").json() == made
    assert made["userName"] == "dora@willow.example" and made["active"] is True
    entry = Entry.objects.filter(action="member.joined").latest("created_at")
    assert (entry.actor_kind, entry.actor_label) == ("token", "Entra")
    assert made["meta"]["location"].endswith(f"{USERS}/{made['id']}")
    again = directory("POST", "", {"schemas": [USER], "userName": "dora@willow.example"})
    assert again.status_code == 409 and again.json()["status"] == "409"


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "Replace", "path": "active", "value": "False"},  # Entra ID
        {"op": "Replace", "path": "active", "value": [{"value": "False"}]},
        {"op": "replace", "value": {"active": False}},  # Okta
        {"op": "replace", "path": "active", "value": False},
    ],
)
def test_who_leaves_the_school_leaves_the_workspace(directory, alice, operation):
    made = added(directory)
    dora = User.objects.get(email="dora@willow.example")
    browser = Client()
    browser.force_login(dora)
    assert browser.get(alice.page()).status_code == 200
    body = {"schemas": [PATCH], "Operations": [operation]}
    answer = directory("PATCH", f"/{made['id']}", body)
    assert answer.status_code == 200 and answer.json()["active"] is False
    assert not Membership.objects.filter(user=dora).exists()
    assert browser.get(alice.page()).status_code == 404
    assert directory("GET", f"/{made['id']}").status_code == 404
    entry = Entry.objects.filter(action="member.removed").latest("created_at")
    assert (entry.actor_kind, entry.actor_label) == ("token", "Entra")


@pytest.mark.parametrize("method", ["DELETE", "PUT"])
def test_they_may_be_deleted_or_replaced_too(directory, method):
    made = added(directory)
    body = {**made, "active": False} if method == "PUT" else None
    assert directory(method, f"/{made['id']}", body).status_code in (200, 204)
    assert not User.objects.get(email="dora@willow.example").memberships.exists()
    assert added(directory)["id"] != made["id"]


def test_other_changes_leave_the_person_as_they_are(directory):
    made = added(directory)
    for operation in (
        {"op": "replace", "path": "displayName", "value": "D. Fink-Maier"},
        {"op": "add", "path": 'emails[type eq "work"].value', "value": "x@y.example"},
        {"op": "Add", "path": f"{ENTERPRISE}:department", "value": "Maths"},
        {"op": "replace", "path": "name.familyName", "value": "Fink-Maier"},
        {"op": "replace", "value": {"displayName": "D.", f"{ENTERPRISE}:department": "Maths"}},
        {"op": "remove", "path": "title"},
    ):
        body = {"schemas": [PATCH], "Operations": [operation]}
        assert directory("PATCH", f"/{made['id']}", body).json() == made
    assert directory("PUT", f"/{made['id']}", {**made, "active": True}).json() == made


def test_the_last_owner_stays(directory, alice):
    owner = Membership.objects.get(user=alice.user)
    answer = directory("DELETE", f"/{owner.id}")
    assert answer.status_code == 409
    assert answer.json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert Membership.objects.filter(id=owner.id, role="owner").exists()


def test_only_people_of_confirmed_domains_are_added(directory):
    answer = directory("POST", "", {"schemas": [USER], "userName": "bob@example.org"})
    assert answer.status_code == 403
    assert not Membership.objects.filter(user__email="bob@example.org").count() > 1


def test_another_workspaces_members_are_not_there(directory, bob):
    membership = Membership.objects.get(user=bob.user)
    for method in ("GET", "DELETE", "PATCH", "PUT"):
        body = {"active": False, "Operations": [{"op": "replace", "value": {"active": False}}]}
        assert directory(method, f"/{membership.id}", body).status_code == 404
    assert Membership.objects.filter(id=membership.id).exists()
    listed = directory("GET", "?count=1000").json()
    assert {each["userName"] for each in listed["Resources"]} == {"alice@example.org"}


def test_members_come_in_pages(directory):
    for number in range(4):  # the plan has five seats
        added(directory, f"p{number}@willow.example")
    page = directory("GET", "?startIndex=2&count=2").json()
    assert (page["totalResults"], page["startIndex"], page["itemsPerPage"]) == (5, 2, 2)
    assert [each["userName"][:2] for each in page["Resources"]] == ["p0", "p1"]
    assert directory("GET", "?startIndex=99").json()["Resources"] == []


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ('?filter=title eq "x"', 400),
        ("?filter=userName", 400),
        ('?filter=id eq "abc"', 200),
        ("?startIndex=-1&count=x", 200),
    ],
)
def test_odd_questions_are_answered(directory, query, status):
    answer = directory("GET", query)
    assert answer.status_code == status
    assert status == 200 or answer.json()["scimType"] == "invalidFilter"


NEW = {"schemas": [USER], "userName": "dora@willow.example"}
WRONG_USERS = [
    *([], "x", 7, None, {}),
    *(
        {**NEW, "userName": each}
        for each in ("", " ", 7, None, [], {}, "dora", "a b@willow.example")
    ),
    *({**NEW, "userName": "x" * 300 + "@willow.example"}, {"emails": [{"value": "d@w.example"}]}),
    *({**NEW, "active": each} for each in ("perhaps", 1, 0, [], {}, [{"value": 3}], "")),
    *({**NEW, "active": each} for each in (False, "False")),
    *({**NEW, name: 7} for name in ("displayName", "externalId", "title", "locale", "NickName")),
    *({**NEW, "name": each} for each in ("Dora", 7, [], {"formatted": 7}, {"givenName": []})),
    *({**NEW, "emails": each} for each in ("x", 7, {}, [3], [{"value": 7}], ["d@willow.example"])),
    *({**NEW, name: "x"} for name in ("phoneNumbers", "addresses", "roles", "groups")),
    *({**NEW, "schemas": each} for each in ([], "x", USER, [7], ["urn:x"], [PATCH])),
]
WRONG_OPERATIONS = [
    *(None, [], {}, "x", 7, ["nonsense"], [7], [[]], [{}]),
    *([{"op": each, "path": "active", "value": True}] for each in (None, 7, "", "move")),
    *([{"op": "replace", "path": each, "value": "x"}] for each in (7, "", [], "shoeSize", "a b")),
    *(
        [{"op": "replace", "path": each, "value": "x"}]
        for each in ("emails[", "name..x", "urn:x:y")
    ),
    *([{"op": "replace", "path": "active", "value": each}] for each in (None, 7, "x", [], {})),
    [{"op": "replace", "value": "x"}],
    [{"op": "replace", "value": {"active": "perhaps"}}],
    [{"op": "replace", "path": "displayName", "value": 7}],
    [{"op": "add", "path": "emails", "value": "x"}],
    [{"op": "replace", "path": "displayName"}],
    [{"op": "remove"}],
    # The first one would remove her: all of it is checked before anything is done.
    [{"op": "replace", "path": "active", "value": False}, {"op": "x"}],
    [{"op": "remove", "path": "title"}] * 101,
]
KINDS = {"invalidValue", "invalidSyntax", "invalidPath", "noTarget"}


def check_error(answer, status: int = 400) -> str:
    """That an answer is an error as RFC 7644, section 3.12, has it; returns its scimType."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/scim+json"
    body = answer.json()
    assert body["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert body["status"] == str(status) and body["detail"]
    return body.get("scimType", "")


def test_users_that_are_none_are_refused(directory, subtests):
    before = User.objects.count()
    for given in WRONG_USERS:
        with subtests.test(repr(given)[:80]):
            assert check_error(directory("POST", "", given)) in KINDS
    assert User.objects.count() == before
    # Of a name that is missing, empty or a number it is the value that is wrong.
    for named in ("", 7, None):
        assert check_error(directory("POST", "", {**NEW, "userName": named})) == "invalidValue"


def test_changes_that_are_none_are_refused(directory, subtests):
    made = added(directory)
    for operations in WRONG_OPERATIONS:
        with subtests.test(repr(operations)[:80]):
            body = {"schemas": [PATCH], "Operations": operations}
            assert check_error(directory("PATCH", f"/{made['id']}", body)) in KINDS
    for given in WRONG_USERS:
        # These two say that she has left.
        if not (isinstance(given, dict) and given.get("active") in (False, "False")):
            with subtests.test(repr(given)[:80]):
                assert check_error(directory("PUT", f"/{made['id']}", given)) in KINDS
    for schemas in (["urn:x"], "x", [USER]):
        body = {"schemas": schemas, "Operations": [{"op": "remove", "path": "active"}]}
        assert check_error(directory("PATCH", f"/{made['id']}", body)) == "invalidValue"
    assert directory("GET", f"/{made['id']}").json() == made


def test_names_of_attributes_do_not_differ_by_case(directory):
    body = {"schemas": [USER], "USERNAME": "dora@willow.example", "displayname": "Dora"}
    assert directory("POST", "", body).json()["displayName"] == "Dora"


@pytest.mark.parametrize("text", ["{", "", "\x00", '{"a": "\\u0000"}', "[" * 5_000])
def test_no_json_is_refused(directory, text):
    answer = directory.client.generic("POST", USERS, text, content_type="application/scim+json")
    assert check_error(answer) == ("invalidSyntax" if text else "invalidValue")


def test_other_requests_get_errors_of_scim_too(directory):
    assert check_error(directory("PUT"), 405) == ""
    assert check_error(directory("GET", "/abc"), 404) == ""
    assert check_error(directory("GET", "/9" + "9" * 30), 404) == ""
    for path in ("Groups", "Bulk", "Schemas", "Users/1/x"):
        assert check_error(directory.client.get(f"/v1/scim/v2/{path}"), 404) == ""
    answer = directory.client.generic("POST", USERS, "x", content_type="text/plain")
    assert check_error(answer, 415) == ""
    huge = json.dumps({**NEW, "title": "x" * 5_000_000})
    answer = directory.client.generic("POST", USERS, huge, content_type="application/scim+json")
    assert check_error(answer, 413) == ""
    added(directory)
    assert check_error(directory("POST", "", NEW), 409) == "uniqueness"
    other = {**NEW, "userName": "bob@example.org"}
    assert check_error(directory("POST", "", other), 403) == ""


@pytest.mark.parametrize(
    "query", ["userName", "userName eq dora", 'userName co "d"', 'a eq "b" and c eq "d"', '"', "("]
)
def test_filters_that_are_none_are_refused(directory, query):
    assert check_error(directory.client.get(USERS, {"filter": query})) == "invalidFilter"
    long = 'userName eq "' + "x" * 5_000 + '"'
    assert check_error(directory.client.get(USERS, {"filter": long})) == "invalidFilter"


def test_what_there_is_is_described(directory):
    for path in ("ServiceProviderConfig", "ResourceTypes"):
        answer = directory.client.get(f"/v1/scim/v2/{path}")
        assert answer.status_code == 200 and answer["Content-Type"] == "application/scim+json"
    assert directory.client.get("/v1/scim/v2/ServiceProviderConfig").json()["patch"]["supported"]


def test_a_token_without_the_scope_does_nothing(alice):
    other = Directory(alice.tenant, scopes=tokens.DEFAULT_SCOPES)
    assert other("GET").status_code == 403
    assert Directory(alice.tenant)("GET").status_code == 200
