"""The workspaces of the run, and those who ask for something in them."""

import time
from dataclasses import dataclass

from accounts import tokens
from accounts.models import Membership, User
from bench.load.seeding import session_of
from lessons.access import Role, Viewer
from lessons.material import from_text
from lessons.services import documents
from synthesis.jobs.order import Order
from synthesis.jobs.submit import submit
from tenants.context import in_tenant
from tenants.models import Tenant
from tenants.services import open_workspace

TEXTS = ("A dragon lives in the library.", "It reads all day.", "At night it writes.")


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks, and with what: the slug of a workspace, a REST token, a session's cookie."""

    slug: str
    token: str
    session: str


def open_one(slug: str) -> float:
    """Open a workspace; returns the seconds that it took."""
    began = time.perf_counter()
    open_workspace(name=slug, slug=slug, plan="campus")
    return time.perf_counter() - began


def open_some(prefix: str, count: int) -> list[float]:
    """Open `count` workspaces; returns the seconds of each."""
    return [open_one(f"{prefix}-{number}") for number in range(count)]


def people(count: int) -> list[Person]:
    """A member of each of the first `count` workspaces, with lessons and jobs to look at."""
    return [_person(tenant) for tenant in Tenant.objects.order_by("created_at")[:count]]


def operator() -> str:
    """The session of somebody who may open `/operator/`."""
    user = User.objects.create_superuser("operator@example.org", "a long enough phrase")
    return session_of(user)


def _person(tenant: Tenant) -> Person:
    email = f"{tenant.slug}@example.org"
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email=email, name=tenant.slug, password=None)
        Membership.objects.create(user=user, tenant=tenant, role=Membership.Role.ADMIN)
        with in_tenant(tenant):
            viewer = Viewer(tenant, Role.ADMIN, user=user.id)
            for text in TEXTS:
                documents.create(viewer=viewer, material=from_text(text))
                submit(tenant=tenant, order=Order(text=text, voice="af_heart"))
    _record, token = tokens.issue(tenant=tenant, name="bench")
    return Person(tenant.slug, token, session_of(user))
