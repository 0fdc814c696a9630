"""What a suspended workspace may still do."""

import pytest
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from accounts.suspension import check_may_use, is_allowed_while_closing
from billing.models import Subscription
from tenants.limits import limits_of
from tenants.refusal import Refused

pytestmark = pytest.mark.django_db

# To add a view here is a decision: the operator has stopped this workspace, mostly for a bill.
PAYING = {"workspace:buy-plan", "workspace:manage-payment"}
DELETING = {
    "workspace:bin-lessons",
    "workspace:delete-lesson",
    "workspace:delete-logo",
    "workspace:delete-pronunciation",
    "workspace:delete-take",
    "workspace:delete-voice",
    "workspace:unbin-lessons",
    "workspace:webhook-delete",
}
REVOKING = {
    "workspace:remove-learning-platform",
    "workspace:revoke-share",
    "rest:revoke-voice-consent",
    "workspace:answer-voice-consent",
    "workspace:revoke-token",
    "workspace:revoke-voice-consent",
    "workspace:withdraw-invitation",
}
STOPPING = {"workspace:stop-lesson"}
LEAVING = {"workspace:leave-workspace", "workspace:remove-member"}
TAKING_ALONG = {"workspace:ask-export", "workspace:delete-export", "rest:exports"}
READING = {"workspace:dismiss-announcement"}
HELPED = {"workspace:allow-support", "workspace:decline-support", "workspace:end-support"}
CLOSING = {"workspace:close-workspace", "workspace:restore-workspace"}


def views(entries=None, namespace: str = ""):
    """(qualified name, view) of every address."""
    for entry in get_resolver().url_patterns if entries is None else entries:
        if isinstance(entry, URLResolver):
            yield from views(entry.url_patterns, entry.namespace or namespace)
        else:
            assert isinstance(entry, URLPattern)
            yield f"{namespace}:{entry.name}", entry.callback


def test_only_these_views_may_be_posted_to_while_suspended():
    marked = {name for name, view in views() if getattr(view, "allowed_while_suspended", False)}
    assert (
        marked
        == PAYING
        | DELETING
        | REVOKING
        | STOPPING
        | LEAVING
        | TAKING_ALONG
        | READING
        | HELPED
        | CLOSING
    )


def test_a_closed_workspace_can_only_be_restored_or_downloaded():
    marked = {name for name, view in views() if is_allowed_while_closing(view)}
    assert marked == {
        "workspace:restore-workspace",
        "workspace:exports",
        "workspace:ask-export",
        "workspace:delete-export",
        "workspace:export-file",
    }


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "GET", "HEAD", "OPTIONS"])
def test_every_other_view_is_refused_unless_it_reads_or_deletes(alice, method):
    Subscription.objects.filter(tenant=alice.tenant).update(suspended_at=timezone.now())
    request = RequestFactory().generic(method, "/")
    request.limits = limits_of(alice.tenant)
    unmarked = [view for _name, view in views() if not hasattr(view, "allowed_while_suspended")]
    refused = 0
    for view in unmarked:
        try:
            check_may_use(request, view)
        except Refused as refusal:
            assert refusal.code == "workspace_suspended"
            refused += 1
    assert refused == (len(unmarked) if method in ("POST", "PUT", "PATCH") else 0)


def test_a_suspended_workspace_may_withdraw_consent_over_rest(alice):
    Subscription.objects.filter(tenant=alice.tenant).update(suspended_at=timezone.now())
    answer = alice.rest.post("/v1/audio/voice_consents/cons_none/revoke")
    assert answer.json()["error"]["code"] == "consent_not_found"
    answer = alice.rest.post("/v1/audio/voice_consents/cons_none", {"name": "x"}, format="json")
    assert answer.json()["error"]["code"] == "workspace_suspended"


def test_an_address_that_ends_like_deleting_is_not_enough(alice):
    Subscription.objects.filter(tenant=alice.tenant).update(suspended_at=timezone.now())
    # The page of the tone of a voice that is named “delete”.
    assert alice.browser.post(alice.page("tone/delete"), {"speed": "2"}).status_code == 403
