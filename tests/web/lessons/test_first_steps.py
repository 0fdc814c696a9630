"""The first steps on the first page: done by what is there, put away by each member alone."""

import re

from accounts.joining import invitations
from lessons.models import Lesson
from tenants.context import in_tenant
from tests.conftest import Person
from tests.lessons.conftest import make_all
from voices.models import Voice

STEPS = ["Hear a first lesson", "Record your own voice", "Invite a colleague"]


def steps(person: Person) -> dict[str, bool] | None:
    """Each step with whether it is done; None where the page has none."""
    html = person.browser.get(person.page()).content.decode()
    if 'id="first-steps"' not in html:
        return None
    shown = html.partition('id="first-steps"')[2].partition("</section>")[0]
    headings = re.findall(r"<h3>(.*?)</h3>", shown, re.S)
    return {re.sub(r" *<.*", "", each): "done" in each for each in headings}


def begin(person: Person) -> str:
    """Sends what the first step's form holds; the path of the lesson that it opens."""
    html = person.browser.get(person.page()).content.decode()
    form = html.partition('id="first-steps"')[2].partition("</ol>")[0]
    text = re.search(r'name="text" value="([^"]+)"', form)[1]
    voice = re.search(r'<option value="(\w+)" selected', form)[1]
    assert voice == "af_heart"
    return person.browser.post(person.page("lessons/new"), {"text": text, "voice": voice}).url


def test_they_are_done_by_what_is_there_and_then_they_are_gone(alice):
    assert steps(alice) == dict.fromkeys(STEPS, False)
    lesson = begin(alice)
    assert steps(alice) == dict.fromkeys(STEPS, False), "it is not heard yet"
    with in_tenant(alice.tenant):
        assert Lesson.objects.get().line_count == 3
    alice.browser.post(f"{lesson}/make", {}, content_type="application/json")
    with in_tenant(alice.tenant):
        make_all(alice.tenant)
    assert steps(alice) == {STEPS[0]: True, STEPS[1]: False, STEPS[2]: False}
    with in_tenant(alice.tenant):
        voice = Voice.objects.create(name="Mine", clip_seconds=6, speaker=alice.user)
    assert steps(alice)[STEPS[1]]
    with in_tenant(alice.tenant):
        Voice.objects.update(status="failed")
    assert not steps(alice)[STEPS[1]]
    with in_tenant(alice.tenant):
        Voice.objects.filter(id=voice.id).update(status="ready")
    invitations.invite(tenant=alice.tenant, email="new@example.org", role="member", by=alice.user)
    assert steps(alice) is None


def test_a_member_shares_instead_and_has_steps_of_their_own(alice, colleague):
    begin(alice)
    assert [*steps(colleague)] == [*STEPS[:2], "Share a lesson"]
    lesson = begin(colleague)
    colleague.browser.post(f"{lesson}/settle", {"access": "read"}, content_type="application/json")
    assert steps(colleague) == {STEPS[0]: False, STEPS[1]: False, "Share a lesson": True}
    assert steps(alice) == dict.fromkeys(STEPS, False)


def test_each_member_puts_them_away_alone_and_for_good(alice, colleague):
    answer = alice.browser.post(alice.page("first-steps/hide"))
    assert answer.url == alice.page()
    assert steps(alice) is None and steps(colleague) is not None
    assert alice.browser.get(alice.page("first-steps/hide")).status_code == 405
