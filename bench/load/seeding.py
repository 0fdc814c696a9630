"""Fills a new Lectern with the workspaces, people, tokens and jobs of a load test.

Needs Django to be set up over the running Lectern's services.
"""

import secrets
import time
from urllib.parse import urlsplit

from accounts import services, tokens
from accounts.models import Membership, User
from bench.load.population import VOICE, Person, Population, Program
from bench.load.programs import TEXTS
from bench.load.scenario import Scenario
from lessons.access import Role, Viewer
from lessons.material import from_text
from lessons.services import documents
from synthesis.jobs.order import Order
from synthesis.jobs.submit import submit
from synthesis.models import Job
from tenants.context import in_tenant
from tenants.models import Tenant

PASSWORD = "a long enough phrase"  # noqa: S105 (of people who exist for two minutes)
# Ten seconds, so that a slow reader has something to read.
READ_ALOUD = (
    "A plant takes in water through its roots and carbon dioxide through its leaves. "
    "With the energy of light it makes sugar from the two, and gives off oxygen."
)
PATIENCE = 600.0


def populate(scenario: Scenario, url: str) -> Population:
    """Make everybody who takes part, and wait until every workspace has finished audio."""
    owners = [_workspace(f"load-{number}") for number in range(scenario.tenants)]
    tenants = [owner.tenant for owner in owners]
    finished = [_submit(tenant, READ_ALOUD) for tenant in tenants]
    for tenant, job in zip(tenants, finished, strict=True):
        _wait(tenant, job)
    in_turn = [number % len(tenants) for number in range(scenario.clients)]
    programs = [Program(_token(tenants[n]), finished[n]) for n in in_turn]
    # A listener listens with the token of its workspace.
    homes = [in_turn[number % len(in_turn)] for number in range(scenario.streams)]
    followed = [_submit(tenants[n], TEXTS[i % len(TEXTS)]) for i, n in enumerate(homes)]
    lessons = [[_lesson(owner, text) for text in (READ_ALOUD, *TEXTS)] for owner in owners]
    members = [
        _member(tenants[n], f"teacher-{number}@example.org", lessons[n])
        for number, n in enumerate(in_turn[: scenario.clients // 2])
    ]
    stranger = _workspace("load-stranger", plan="trial").tenant
    address = urlsplit(url)
    return Population(
        host="127.0.0.1",
        port=address.port or 80,
        people=members,
        owners=[_owner(owner, lessons[n]) for n, owner in enumerate(owners)],
        programs=programs,
        followed=followed,
        hostile_token=_token(stranger),
    )


def _workspace(slug: str, plan: str = "campus") -> Membership:
    return services.sign_up(
        organisation=slug,
        name=slug,
        email=f"{slug}@example.org",
        password=PASSWORD,
        plan=plan,
        slug=slug,
    )


def _token(tenant: Tenant) -> str:
    _record, text = tokens.issue(tenant=tenant, name="load")
    return text


def _member(tenant: Tenant, email: str, lessons: list[str]) -> Person:
    """A member who has signed in already; without a password, which would take long to hash."""
    user = User.objects.create_user(email=email, name=email, password=None)
    Membership.objects.create(user=user, tenant=tenant)
    return Person(tenant.slug, email, session_of(user), _csrf(), lessons)


def _owner(owner: Membership, lessons: list[str]) -> Person:
    user = owner.user
    return Person(owner.tenant.slug, user.email, session_of(user), _csrf(), lessons, PASSWORD)


def session_of(user: User) -> str:
    """The key of a new session in which the user is signed in."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def _csrf() -> str:
    return secrets.token_hex(16)


def _lesson(owner: Membership, text: str) -> str:
    """A lesson that everybody in the owner's workspace may open."""
    viewer = Viewer(owner.tenant, Role.ADMIN, user=owner.user_id)
    with in_tenant(owner.tenant):
        material = from_text(text)
        return documents.create(viewer=viewer, material=material, access="read").lesson.id


def _submit(tenant: Tenant, text: str) -> str:
    with in_tenant(tenant):
        return submit(tenant=tenant, order=Order(text=text, voice=VOICE)).id


def _wait(tenant: Tenant, job: str) -> None:
    until = time.monotonic() + PATIENCE
    with in_tenant(tenant):
        while (status := Job.objects.get(id=job).status) != Job.Status.COMPLETED:
            if time.monotonic() > until or status not in (Job.Status.QUEUED, Job.Status.RUNNING):
                raise RuntimeError(f"the job {job} of {tenant} is {status}")
            time.sleep(0.5)
