"""The page that says what to fill in in programs of others, and the document that quotes it."""

import ast
import json
import re
from html import unescape

import pytest
import yaml

from lti.login import launch_address
from tests.web.connect import document
from web.connect.programs import CODE, GROUPS, PLACE

PROGRAMS = [each for _title, programs in GROUPS for each in programs]
HOST = "speech.example.org"


def blocks(html: str) -> dict[str, str]:
    found = re.findall(r'<code id="block-([\w-]+)">(.*?)</code>', html, re.S)
    return {code: unescape(text) for code, text in found}


@pytest.fixture
def page(alice, settings):
    settings.ALLOWED_HOSTS = [HOST]
    return alice.browser.get(alice.page("connect"), headers={"host": HOST}).content.decode()


def test_each_program_has_a_block_with_the_readers_own_addresses(page, alice):
    shown = blocks(page)
    assert set(shown) == {each.code for each in PROGRAMS}
    for program in PROGRAMS:
        block = shown[program.code]
        assert not PLACE.search(block), program.code
        assert block == block.strip(), program.code
        assert f'data-copies="block-{program.code}"' in page
        assert f'href="#{program.code}"' in page
    courses = {"moodle", "canvas"}
    assert all(launch_address(alice.tenant.id) in shown[code] for code in courses)
    for code in set(shown) - courses:
        assert re.search(rf"(http|ws)://{HOST}", shown[code]), code
        assert "YOUR_TOKEN" in shown[code], code
    assert f'href="{alice.page("tokens/")}#new-token"' in page


def test_a_voice_of_the_workspace_is_filled_in(alice, voice):
    assert voice.id in blocks(alice.browser.get(alice.page("connect")).content.decode())["curl"]


def test_blocks_are_what_their_programs_read(page):
    shown = blocks(page)
    for program in PROGRAMS:
        block = shown[program.code]
        if program.language == "python":
            ast.parse(block)
        elif program.language == "json":
            assert json.loads(block)["mcpServers"]["lectern"]["url"] == f"http://{HOST}/mcp"
        elif program.language == "yaml":
            assert yaml.safe_load(block)["speech"]["tts"]["openai"]["apiKey"] == "YOUR_TOKEN"


def test_a_new_token_is_filled_in_where_it_is_shown(alice):
    given = {"name": "A program", "scopes": ["speech"]}
    answer = alice.browser.post(alice.page("tokens/new"), given)
    token = answer.context["issued_text"]
    shown = blocks(answer.content.decode())
    assert token and list(shown) == [each.code for each in CODE]
    assert all(token in block for block in shown.values())


def test_members_find_it_and_strangers_do_not(alice, bob, colleague, client):
    assert colleague.browser.get(alice.page("connect")).status_code == 200
    assert bob.browser.get(alice.page("connect")).status_code == 404
    assert client.get(alice.page("connect")).status_code == 302


def test_the_document_quotes_what_the_page_shows():
    text = document.DOCUMENT.read_text("utf-8")
    assert document.as_written(text) == text, "run python -m tests.web.connect.document"
