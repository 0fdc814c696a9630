"""What every answer tells the browser: which scripts run, which devices are off, what is kept."""

import re

import pytest
from django.conf import settings
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.web.pages.page_list import SIGNED_OUT, WORKSPACE
from tests.web.pages.test_every_page import INLINE

SCRIPT = re.compile(r"<script\b(?![^>]*type=.application/json)[^>]*>")


def policy_of(answer) -> dict[str, list[str]]:
    """The directives of the answer's Content-Security-Policy with their sources."""
    directives = [part.split() for part in answer["Content-Security-Policy"].split(";")]
    return {name: sources for name, *sources in directives}


@pytest.fixture
def operator(db) -> Client:
    """The browser of somebody who may see the operator's pages."""
    user = User.objects.create_superuser("operator@example.org", "a long enough phrase", name="Op")
    browser = Client()
    browser.force_login(user)
    return browser


def check(answer) -> dict[str, list[str]]:
    """Check what holds for the policies of all our pages; returns this page's."""
    policy = policy_of(answer)
    assert (
        policy["object-src"]
        == policy["default-src"]
        == policy["base-uri"]
        == policy["frame-ancestors"]
        == ["'none'"]
    )
    assert policy["style-src"] == ["'self'"]
    assert "'unsafe-eval'" not in str(policy) and "*" not in str(policy)
    nonce = policy["script-src"][0].removeprefix("'nonce-").removesuffix("'")
    scripts = SCRIPT.findall(answer.content.decode())
    assert scripts and all(f'nonce="{nonce}"' in script for script in scripts)
    assert len(nonce) >= 22
    return policy


@pytest.mark.parametrize("address", SIGNED_OUT)
def test_only_scripts_with_the_nonce_run_before_sign_in(client, db, address):
    first, second = client.get(address), client.get(address)
    assert len(check(first)["script-src"]) == 1
    assert policy_of(first)["script-src"] != policy_of(second)["script-src"]


@pytest.mark.parametrize("path", WORKSPACE)
def test_only_scripts_with_the_nonce_run_in_a_workspace(alice, path):
    policy = check(alice.browser.get(alice.page(path)))
    # The recorder's worklet can have no nonce.
    assert policy["script-src"][1:] == (["'self'"] if path == "voices/new" else [])
    paying = settings.STRIPE_PAGES if path == "plans" else []
    assert policy["form-action"] == ["'self'", *paying]


def test_pages_of_a_lesson_and_a_voice_have_the_policy(alice, voice):
    lesson = alice.browser.post(alice.page("lessons/new"), {"text": "Good morning."}).url
    for page in (lesson, alice.page(f"voices/{voice.id}")):
        check(alice.browser.get(page))
    check(alice.browser.get(alice.page(f"voices/{voice.id}/takes/new")))


def test_pages_of_errors_have_the_policy(client, alice, settings, monkeypatch):
    check(client.get("/no-such-page"))
    check(client.get("/", headers={"host": "not-ours.example"}))
    check(client.get("/\x00"))
    check(alice.browser.get("/w/bob-school/"))
    forbidding = Client(enforce_csrf_checks=True)
    assert policy_of(forbidding.post("/sign-in"))["default-src"] == ["'none'"]
    monkeypatch.setattr("web.lessons.home_views.render", lambda *_args, **_more: 1 / 0)
    alice.browser.raise_request_exception = False
    failed = alice.browser.get(alice.page())
    assert failed.status_code == 500
    check(failed)


def test_answers_for_programs_run_nothing(alice):
    policy = policy_of(alice.rest.get("/v1/models"))
    assert policy["default-src"] == ["'none'"] and policy["script-src"] == []


def test_the_operators_pages_need_no_inline_script_or_style(operator):
    pages = [reverse("admin:index"), *map(reverse, ("operator-queue", "operator-workspaces"))]
    for model, model_admin in admin.site._registry.items():
        of_model = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        pages.append(reverse(f"{of_model}_changelist"))
        if model_admin.__class__.has_add_permission is admin.ModelAdmin.has_add_permission:
            pages.append(reverse(f"{of_model}_add"))
    for page in pages:
        answer = operator.get(page, follow=True)
        assert answer.status_code == 200, page
        policy = policy_of(answer)
        assert policy["script-src"] == policy["style-src"] == ["'self'"]
        assert not INLINE.search(answer.content.decode()), page
        assert "no-store" in answer["Cache-Control"], page


def test_the_reference_may_write_styles_and_no_scripts(client, db):
    answer = client.get("/docs/api")
    policy = policy_of(answer)
    assert policy["style-src"] == ["'self'", "'unsafe-inline'"]
    assert len(policy["script-src"]) == 1 and "nonce" in policy["script-src"][0]
    assert "http-equiv" not in answer.content.decode()


def test_only_the_microphone_and_passkeys_are_allowed(client, db):
    allowed = client.get("/")["Permissions-Policy"].split(", ")
    assert "microphone=(self)" in allowed and "camera=()" in allowed
    used = {each for each in allowed if not each.endswith("=()")}
    assert used == {"microphone=(self)", "publickey-credentials-get=(self)"}


@pytest.mark.parametrize("path", WORKSPACE)
def test_pages_of_a_workspace_are_not_stored(alice, path):
    assert "no-store" in alice.browser.get(alice.page(path))["Cache-Control"]


def test_pages_of_accounts_and_rest_are_not_stored(client, alice, charlie):
    for answer in (
        client.get("/sign-in"),
        charlie.browser.get("/home"),
        alice.rest.get("/v1/usage"),
    ):
        assert "no-store" in answer["Cache-Control"]
    assert client.get("/.well-known/jwks.json")["Cache-Control"] == "public, max-age=300"


ANSWERS = ["/", "/sign-in", "/healthz", "/v1/models", "/docs/openapi.json", "/no-such-page"]


@pytest.mark.parametrize("address", ANSWERS)
def test_no_browser_guesses_types_or_gives_answers_to_other_sites(client, db, address):
    answer = client.get(address, headers={"Origin": "https://elsewhere.example"})
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Content-Type"]
    assert not [name for name in answer.headers if name.startswith("Access-Control")]
