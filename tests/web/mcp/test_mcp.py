"""MCP over real HTTP, by the official client, against a web process of its own."""

import asyncio
import json

import httpx2 as httpx
import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client

from accounts import tokens
from lessons.links.models import ShareLink
from lessons.models import Lesson
from synthesis.models import Job
from tenants.context import in_tenant
from tests.attack.web_process import WebProcess, started

TEXT = "Good morning, everybody. Please open your books."
LESSON = {"title": "The river", "text": TEXT, "voice": "af_heart"}


@pytest.fixture(scope="module")
def web(django_db_setup, tmp_path_factory):
    with started(tmp_path_factory.mktemp("web")) as running:
        yield running


def token_with(tenant, *scopes: str) -> str:
    _record, text = tokens.issue(tenant=tenant, name="assistant", scopes=list(scopes))
    return text


def asked(web: WebProcess, token: str, *calls):
    """The names of the tools that the token is offered, and what these calls of them gave."""

    async def ask():
        headers = {"Authorization": f"Bearer {token}"}
        async with (
            httpx.AsyncClient(headers=headers, timeout=30) as http,
            streamable_http_client(f"http://localhost:{web.port}/mcp", http_client=http) as streams,
            ClientSession(*streams[:2]) as session,
        ):
            await session.initialize()
            names = [tool.name for tool in (await session.list_tools()).tools]
            return names, [await session.call_tool(name, given) for name, given in calls]

    return asyncio.run(ask())


def test_a_token_is_offered_what_its_scopes_open_and_refused_the_rest(web, committed):
    reader = token_with(committed, "voices:read")
    names, (voices, lesson) = asked(
        web, reader, ("list_voices", {"search": "heart"}), ("make_lesson", LESSON)
    )
    assert names == ["list_voices"]
    assert [each["voice"] for each in voices.structured_content["voices"]] == ["af_heart"]
    assert lesson.is_error and "lessons:write" in lesson.content[0].text
    with in_tenant(committed):
        assert not Lesson.objects.exists()
    _arguments_that_are_none_are_told_to_the_assistant(web, committed)
    _what_has_no_token_or_is_no_message_is_refused(web, committed)


def test_a_lesson_is_made_once_for_a_key_and_shared_where_that_is_asked(web, committed):
    writer = token_with(committed, "lessons:write")
    once = ("make_lesson", {**LESSON, "share": True, "days": 3, "idempotency_key": "river-1"})
    _, (first, again, other) = asked(
        web, writer, once, once, ("make_lesson", {"title": "Another", "text": "Hello."})
    )
    made = first.structured_content
    assert again.structured_content == made and not first.is_error
    assert made["lines"] == made["lines_being_made"] == 2
    assert made["page"].endswith(f"/w/{committed.slug}/lessons/{made['lesson']}")
    assert "link" not in other.structured_content
    with in_tenant(committed):
        assert Lesson.objects.count() == 2 and Job.objects.count() == 2
        assert set(Job.objects.values_list("api_token", flat=True)) == {
            committed.api_tokens.get(name="assistant").id
        }
    with in_tenant(committed):
        assert ShareLink.objects.count() == 1
    assert (
        web.get(made["link"].partition("/s/")[1] + made["link"].partition("/s/")[2]).status == 200
    )


def _arguments_that_are_none_are_told_to_the_assistant(web, committed):
    names, found = asked(
        web,
        token_with(committed, "admin"),
        ("speak", {"text": "a" * 1001}),
        ("speak", {"text": "Hello.", "voice": "nobody"}),
        ("speak", {"text": "Hello.", "loudness": 3}),
        ("make_lesson", {"title": "No text"}),
        ("sing", {}),
    )
    assert names == ["list_voices", "speak", "make_lesson"]
    said = [each.content[0].text for each in found]
    assert all(each.is_error for each in found)
    assert "1000" in said[0] and "nobody" in said[1] and "loudness" in said[2]
    assert "text" in said[3] and "speak" in said[4]
    with in_tenant(committed):
        assert not Job.objects.exists()


def _what_has_no_token_or_is_no_message_is_refused(web, committed):
    address = f"http://localhost:{web.port}/mcp"
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    for headers in ({}, {"Authorization": "Bearer nonsense"}):
        refused = httpx.post(address, json=message, headers=headers)
        assert refused.status_code == 401 and refused.headers["www-authenticate"] == "Bearer"
        assert refused.json()["error"]["code"] == "invalid_api_key"
    headers = {
        "Authorization": f"Bearer {token_with(committed, 'speech')}",
        "Accept": "application/json, text/event-stream",
        "Content-Type": "application/json",
    }
    for method in ("GET", "DELETE"):
        refused = httpx.request(method, address, headers=headers)
        assert (refused.status_code, refused.headers["allow"]) == (405, "POST")
    assert httpx.post(address, content=b"{", headers=headers).status_code == 400
    large = json.dumps({"text": "a" * 1024 * 1024}).encode()
    assert httpx.post(address, content=large, headers=headers).status_code == 413
