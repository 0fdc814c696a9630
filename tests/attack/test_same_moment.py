"""The same request several times at one moment: one wins, the others are refused, none crashes."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from accounts import services
from accounts.joining import invitations
from accounts.models import Invitation, Membership, User
from tenants.models import Tenant
from tenants.services import close_workspace
from tests.faults.in_thread import InThread
from tests.web.accounts.test_invitations import path_of
from tests.web.accounts.test_sign_up import NEW


@pytest.fixture
def committing(committed) -> Iterator[Tenant]:
    """A workspace outside of any test transaction; deletes the people and workspaces made in it."""
    people = set(User.objects.values_list("id", flat=True))
    workspaces = set(Tenant.objects.values_list("id", flat=True))
    yield committed
    for tenant in Tenant.objects.exclude(id__in=workspaces):
        close_workspace(tenant=tenant)
    User.objects.exclude(id__in=people).delete()
    Session.objects.all().delete()


def browsers(count: int, user: User | None = None) -> list[Client]:
    """Browsers that get a 500 as an answer, and not its exception."""
    made = [Client(raise_request_exception=False) for _ in range(count)]
    for browser in made:
        if user is not None:
            browser.force_login(user)
    return made


def at_once(clients: list[Client], act: Callable[[Client, int], int]) -> Counter:
    """How often each status was the answer to `act`, called in one thread for each client."""
    start = threading.Barrier(len(clients))

    def run(client: Client, number: int) -> int:
        start.wait()
        return act(client, number)

    threads = [InThread(run, client, number) for number, client in enumerate(clients)]
    return Counter(thread.result() for thread in threads)


@pytest.fixture
def invitation(committing) -> Invitation:
    owner = User.objects.create_user("owner@example.org", name="Owner")
    Membership.objects.create(user=owner, tenant=committing, role=Membership.Role.OWNER)
    return invitations.invite(tenant=committing, email="wei@example.org", role="member", by=owner)


def members(tenant: Tenant) -> int:
    return Membership.objects.filter(tenant=tenant, user__email="wei@example.org").count()


def test_one_invitation_accepted_eight_times_by_a_newcomer(committing, invitation):
    path = path_of(invitation)
    form = {"name": "Wei", "password": NEW["password1"]}
    statuses = at_once(browsers(8), lambda client, _n: client.post(path, form).status_code)
    # A request that came a little later finds the account, and shows that one can sign in.
    assert statuses[302] == 1 and set(statuses) <= {302, 410, 200}
    assert members(committing) == 1


def test_one_invitation_accepted_eight_times_by_a_person_with_an_account(committing, invitation):
    path = path_of(invitation)
    wei = User.objects.create_user("wei@example.org", name="Wei")
    statuses = at_once(browsers(8, wei), lambda client, _n: client.post(path).status_code)
    assert statuses == {302: 1, 410: 7}
    assert members(committing) == 1


def test_one_address_signed_up_five_times(committing, monkeypatch):
    all_have_looked = threading.Barrier(5)
    check = services.check_password

    def check_together(password: str, *, user: User) -> None:
        """Called when the address was looked up, and before its account is made."""
        check(password, user=user)
        all_have_looked.wait(20)

    monkeypatch.setattr(services, "check_password", check_together)
    statuses = at_once(browsers(5), lambda client, _n: client.post("/sign-up", NEW).status_code)
    assert statuses == {302: 1, 422: 4}
    assert User.objects.filter(email=NEW["email"]).count() == 1
    assert Tenant.objects.filter(name=NEW["organisation"]).count() == 1


@pytest.mark.parametrize("round_", range(4))
def test_five_organisations_of_one_name(committing, round_):
    def sign_up(client: Client, number: int) -> int:
        return client.post("/sign-up", {**NEW, "email": f"w{number}@example.org"}).status_code

    assert at_once(browsers(5), sign_up) == {302: 5}
    slugs = set(Tenant.objects.filter(name=NEW["organisation"]).values_list("slug", flat=True))
    assert len(slugs) == 5 and "willow-school" in slugs
