import io
import json

import pytest
from django.core.management import CommandError, call_command

from accounts import tokens
from accounts.models import Membership, User
from tenants.models import Tenant

pytestmark = pytest.mark.django_db

ELM = {"name": "Elm School", "owner": "elm@example.org", "password": "a long enough phrase"}


def run(*arguments, **options) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


def test_create_tenant_prints_json():
    shown = json.loads(run("create_tenant", "elm", plan="school", **ELM))
    assert (shown["slug"], shown["name"], shown["created"]) == ("elm", "Elm School", True)
    tenant = Tenant.objects.get(slug="elm")
    assert shown["id"] == str(tenant.id)
    assert tenant.subscription.plan_id == "school"


def test_create_tenant_again():
    run("create_tenant", "elm", **ELM)
    assert json.loads(run("create_tenant", "elm", if_missing=True, **ELM))["created"] is False
    with pytest.raises(CommandError, match="exists"):
        run("create_tenant", "elm", **ELM)


def test_one_person_may_own_several_workspaces():
    owner = {"name": "Second School", "owner": "alice@example.org"}
    run("create_tenant", "second", **owner)
    assert Membership.objects.filter(user__email="alice@example.org").count() == 2


@pytest.mark.parametrize(
    ("slug", "change", "said"),
    [
        ("Not A Slug", {}, "small letters"),
        ("elm", {"plan": "gold"}, "no plan"),
        ("elm", {"password": None}, "no account"),
        ("elm", {"password": "short"}, "too short"),
        ("elm", {"owner": "nobody"}, "valid email"),
    ],
)
def test_create_tenant_refuses_and_creates_nothing(slug, change, said):
    with pytest.raises(CommandError, match=said):
        run("create_tenant", slug, **{**ELM, **change})
    assert not Tenant.objects.filter(name="Elm School").exists()
    assert not User.objects.filter(email="elm@example.org").exists()


def test_issue_token_prints_only_the_token(alice):
    printed = run("issue_token", "alice-school", name="cron")
    assert tokens.verify(printed.strip()).tenant == alice.tenant
    with pytest.raises(CommandError, match="no workspace"):
        run("issue_token", "nothing", name="cron")
