"""A person's inbox: what it shows to whom, and what is marked as read."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.mails import queued_mail
from accounts.models import Membership, User
from notices import switches
from notices.kinds import kinds
from notices.models import Notice, NoticeSwitch
from notices.services import notify
from web.notices.views import A_PAGE

pytestmark = pytest.mark.django_db
INBOX = "/account/notices"
SWITCHES = "/account/notices/switches"


def tell(person, count: int = 1, **details) -> None:
    for number in range(count):
        told = {"name": f"Guest {number}", **details}
        notify(kind="invitation.accepted", to=[person.user], tenant=person.tenant, details=told)


def html_of(person, address: str = INBOX) -> str:
    return person.browser.get(address).content.decode()


def bell(person) -> str:
    """What a screen reader says of it."""
    found = re.search(r'<a class="bell".*?</a>', html_of(person, person.page()), re.S)
    return " ".join(re.sub("<[^>]+>", "", found[0]).split())


def test_the_bell_counts_what_is_unread_and_the_page_shows_it(alice):
    assert bell(alice) == "Notices"
    assert "Nothing here." in html_of(alice)
    tell(alice, 2)
    assert bell(alice) == "Notices 2 unread"
    html = html_of(alice)
    assert "Guest 1 accepted your invitation into the workspace “Alice School”." in html
    assert html.index("Guest 1") < html.index("Guest 0") and "Today" in html
    assert html.count("Unread:") == 2


def test_opening_marks_read_and_leads_there(alice):
    tell(alice, 2)
    newest = Notice.objects.latest("id")
    answer = alice.browser.post(f"{INBOX}/{newest.id}/open")
    assert answer["Location"] == alice.page("members/")
    assert "1 unread" in bell(alice)
    alice.browser.post(f"{INBOX}/{Notice.objects.earliest('id').id}/read")
    assert "unread" not in bell(alice) and "Mark all" not in html_of(alice)
    tell(alice, 3)
    alice.browser.post(f"{INBOX}/read")
    assert not Notice.objects.filter(read_at=None).exists()


def test_a_page_has_so_many_and_leads_to_older_ones(alice):
    tell(alice, A_PAGE + 1)
    html = html_of(alice)
    assert html.count('<li class="row notice') == A_PAGE and "Guest 0 " not in html
    older = re.search(r'href="(\?before=\d+)"', html)[1]
    html = html_of(alice, INBOX + older)
    assert "Guest 0 " in html and html.count('<li class="row notice') == 1
    first = Notice.objects.earliest("id")
    before = older.removeprefix("?before=")
    answer = alice.browser.post(f"{INBOX}/{first.id}/read", {"before": before})
    assert answer["Location"] == INBOX + older


@pytest.mark.parametrize("before", ["x", "-1", "", "9" * 40, "²", "0"])
def test_an_odd_page_is_no_error(alice, before):
    tell(alice)
    assert alice.browser.get(INBOX, {"before": before}).status_code == 200


def test_days_are_the_readers(alice):
    User.objects.filter(id=alice.user.id).update(time_zone="Asia/Shanghai")
    tell(alice, 2)
    at = datetime(2026, 1, 31, 17, 30, tzinfo=ZoneInfo("UTC"))  # the 1st of February there
    Notice.objects.filter(id=Notice.objects.earliest("id").id).update(created_at=at)
    html = html_of(alice)
    assert html.count("<h2") == 2 and "Feb. 1, 2026" in html


def test_a_page_asks_once_however_much_there_is(alice):
    def statements() -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            alice.browser.get(alice.page("lessons/"))
        return [each["sql"] for each in queries if "notices_notice" in each["sql"]]

    assert len(statements()) == 1
    Notice.objects.bulk_create(Notice(user=alice.user, kind="account.attempts") for _ in range(200))
    [statement] = statements()
    assert "LIMIT 100" in statement and "99+" in bell(alice)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {statement}")
        assert "unread_of_person" in "".join(line for (line,) in cursor)


def test_nobody_sees_or_reads_what_others_were_told(alice, bob):
    tell(alice)
    notice = Notice.objects.get()
    assert "Guest" not in html_of(bob)
    assert bob.browser.post(f"{INBOX}/{notice.id}/open").status_code == 404
    bob.browser.post(f"{INBOX}/{notice.id}/read")
    bob.browser.post(f"{INBOX}/read")
    assert Notice.objects.get().read_at is None
    for address in (INBOX, SWITCHES):
        assert Client().get(address)["Location"].startswith("/sign-in")


def test_nothing_of_a_workspace_is_shown_to_who_has_left_it(alice, bob, colleague):
    Membership.objects.create(user=colleague.user, tenant=bob.tenant)
    for tenant in (alice.tenant, bob.tenant):
        notify(kind="voice.ready", to=[colleague.user], tenant=tenant, details={"voice": "V"})
    Membership.objects.get(user=colleague.user, tenant=alice.tenant).delete()
    html = html_of(colleague)
    assert "Bob School" in html and "Alice School" not in html
    # Not even to who comes back.
    Membership.objects.create(user=colleague.user, tenant=alice.tenant)
    assert "Alice School" not in html_of(colleague)


def test_in_chinese(alice, in_chinese):
    tell(alice)
    for address in (INBOX, SWITCHES):
        html = html_of(alice, address)
        assert '<html lang="zh-Hans"' in html and re.search("[一-鿿]", html)
    assert "已接受您的邀请" in html_of(alice)


def test_switches_hold_for_mail_and_inbox_apart(alice):
    html = html_of(alice, SWITCHES)
    assert 'name="mail-voice.gone" checked' in html and 'name="mail-voice.ready">' in html
    assert "mail-account.changed" not in html and "Security" in html and "Contract" in html
    alice.browser.post(SWITCHES, {"mail-voice.ready": "on", "inbox-voice.gone": "on"})
    for kind in ("voice.ready", "voice.gone", "quota.reached", "account.attempts"):
        details = {
            "voice": "V",
            "lessons": 1,
            "scope": "day",
            "begins": "2026-01-01",
            "percent": 80,
        }
        notify(kind=kind, to=[alice.user], tenant=alice.tenant, details=details)
    assert set(Notice.objects.values_list("kind", flat=True)) == {"voice.gone", "account.attempts"}
    queued_mail.send_due()
    assert sorted(letter.subject.split(" · ")[0] for letter in mail.outbox) == [
        "Many attempts to sign in to your account at Lectern",
        "Your voice is ready",
    ]


def test_what_cannot_be_switched_off_stays_on(alice):
    alice.browser.post(SWITCHES, {"mail-account.changed": "", "mail-no.such": "on"})
    assert not NoticeSwitch.objects.filter(kind__in=["account.changed", "no.such"]).exists()
    NoticeSwitch.objects.create(user=alice.user, kind="account.attempts", mail=False, inbox=False)
    notify(kind="account.attempts", to=[alice.user])
    assert Notice.objects.exists() and queued_mail.send_due() == 1


def stop_link(person, kind: str = "voice.gone") -> str:
    details = {"voice": "V", "lessons": 1}
    notify(kind=kind, to=[person.user], tenant=person.tenant, details=details)
    queued_mail.send_due()
    headers = mail.outbox[-1].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = re.fullmatch(r"<(.+)>", headers["List-Unsubscribe"])[1]
    assert link in mail.outbox[-1].body and link.startswith(settings.PUBLIC_URL)
    assert settings.PUBLIC_URL + SWITCHES in mail.outbox[-1].body
    return link.removeprefix(settings.PUBLIC_URL)


def test_one_click_in_a_mail_program_stops_these_mails_alone(alice):
    link, program = stop_link(alice), Client(enforce_csrf_checks=True)
    assert program.get(link).status_code == 200
    assert not NoticeSwitch.objects.exists(), "programs that scan mails open links"
    answer = program.post(link, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200 and "no more mails about this" in answer.content.decode()
    stopped = {each.kind.name for each in switches.choices_of(alice.user) if not each.mail}
    on = {each.name for each in kinds().values() if each.mail}
    assert stopped & on == {"voice.gone"}
    tell(alice)
    before = Notice.objects.count()
    details = {"voice": "V", "lessons": 1}
    notify(kind="voice.gone", to=[alice.user], tenant=alice.tenant, details=details)
    assert queued_mail.send_due() == 0 and Notice.objects.count() == before + 1


@pytest.mark.parametrize("token", ["", "x", "é", "a:b:c", "\ud800"])
def test_a_link_that_is_not_ours_stops_nothing(alice, token):
    for answer in (Client().get("/notices/stop", {"token": token.encode("utf-8", "replace")}),):
        assert answer.status_code == 404
    link = stop_link(alice)
    for forged in (link[:-3] + "xyz", link.replace("token=", "token=A")):
        assert Client().post(forged).status_code == 404
    assert not NoticeSwitch.objects.exists()


def test_a_link_stops_no_mails_that_must_come(alice):
    path = switches.stop_link(alice.user, kinds()["account.changed"])
    html = Client().get(path).content.decode()
    assert "can’t be switched off" in html
    Client().post(path)
    assert not NoticeSwitch.objects.exists()


def test_a_link_to_a_deleted_account_is_no_error(charlie):
    path = switches.stop_link(charlie.user, kinds()["voice.gone"])
    charlie.user.delete()
    assert Client().post(path).status_code == 404


def test_a_kind_that_a_later_release_has_is_not_shown(alice):
    Notice.objects.create(user=alice.user, kind="of.tomorrow")
    assert "Nothing here." in html_of(alice)
