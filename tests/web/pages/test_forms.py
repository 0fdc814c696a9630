"""Forms: problems beside their fields, tokens shown once, one language throughout."""

import io

from accounts.models import ApiToken
from tests.voices.conftest import release_of


def reading(person) -> dict[str, str]:
    """The form fields of the statement on the page of a new voice."""
    page = person.browser.get(person.page("voices/new"))
    ticket = page.context["form"]["ticket"].value()
    own = {"own_voice": "on", "release": release_of(person)}
    return {"person": "Wei", "language": "en", "ticket": ticket, **own}


def test_an_invalid_recording_is_refused_beside_its_field(alice):
    file = io.BytesIO(b"these are words, no sound")
    file.name = "lesson.wav"
    given = {**reading(alice), "name": "Ms. Lin", "recording": file}
    answer = alice.browser.post(alice.page("voices/new"), given)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_recording_error"' in html
    assert "This file is not a sound recording." in html
    assert 'value="Ms. Lin"' in html


def test_a_taken_name_is_refused_beside_its_field(alice, voice):
    file = io.BytesIO(b"never looked at")
    file.name = "clip.wav"
    given = {**reading(alice), "name": "ms. lin", "recording": file}
    answer = alice.browser.post(alice.page("voices/new"), given)
    assert 'id="id_name_error"' in answer.content.decode()


def test_refusals_come_in_the_language_of_the_page(alice, in_chinese):
    given = {"text": "Hello.", "voice": "nobody"}
    html = in_chinese.post(alice.page("lessons/new"), given).content.decode()
    assert "此工作区里没有名为“nobody”的声音。" in html and "There is no" not in html


def test_a_new_token_is_shown_once(alice):
    answer = alice.browser.post(
        alice.page("tokens/new"), {"name": "Importer", "scopes": ["speech"]}
    )
    html = answer.content.decode()
    assert 'value="eyJ' in html
    assert "no-store" in answer["Cache-Control"]
    later = alice.browser.get(alice.page("tokens/")).content.decode()
    assert "Importer" in later
    assert "eyJ" not in later


def test_a_revoked_token_stays_in_the_list(alice):
    alice.browser.post(alice.page("tokens/new"), {"name": "Importer", "scopes": ["speech"]})
    token = ApiToken.objects.get(tenant=alice.tenant, name="Importer")
    answer = alice.browser.post(alice.page(f"tokens/{token.id}/revoke"), follow=True)
    html = answer.content.decode()
    assert "The token “Importer” is revoked." in html
    assert "Revoked" in html
