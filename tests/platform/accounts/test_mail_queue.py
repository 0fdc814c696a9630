"""Mails wait in the database until the mail server has taken them, and are lost at no kill."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts.mails import queued_mail
from accounts.models import QueuedMail
from notices.services import notify

pytestmark = pytest.mark.django_db
AWAY = ConnectionRefusedError("nobody listens there")


@pytest.fixture
def server(monkeypatch):
    """A mail server that answers as told, by the address that a mail is for."""
    answers: dict[str, BaseException] = {}
    send = queued_mail._send

    def answered(letter, email):
        if email in answers:
            raise answers[email]
        send(letter, email)

    monkeypatch.setattr(queued_mail, "_send", answered)
    return answers


def queue(*names: str) -> None:
    for name in names:
        queued_mail.queue("code", f"{name}@example.org", code="123456")


def sent() -> list[str]:
    return [letter.to[0].split("@")[0] for letter in mail.outbox]


def due() -> None:
    QueuedMail.objects.update(next_try_at=timezone.now())


def refused(code: int, email: str) -> smtplib.SMTPException:
    return smtplib.SMTPRecipientsRefused({email: (code, b"no")})


def test_a_mailbox_that_is_not_there_is_given_up_and_holds_up_no_other(server):
    queue("a", "gone", "z")
    server["gone@example.org"] = refused(550, "gone@example.org")
    assert queued_mail.send_due() == 2 and sent() == ["a", "z"]
    assert not QueuedMail.objects.exists()


def test_one_that_is_refused_for_now_is_tried_again_ever_more_rarely(server):
    queue("slow")
    server["slow@example.org"] = refused(451, "slow@example.org")
    waits = []
    for _ in range(10):
        due()
        assert queued_mail.send_due() == 0
        waits.append(QueuedMail.objects.get().next_try_at - timezone.now())
    assert [round(wait.total_seconds() / 20) for wait in waits[:4]] == [1, 2, 4, 8]
    assert max(waits) <= queued_mail.LONGEST_WAIT
    del server["slow@example.org"]
    due()
    assert queued_mail.send_due() == 1


def test_where_the_server_is_away_one_mail_finds_out(server):
    queue("a", "b", "c")
    for name in "abc":
        server[f"{name}@example.org"] = AWAY
    assert queued_mail.send_due() == 0
    assert sorted(QueuedMail.objects.values_list("tries", flat=True)) == [0, 0, 1]
    server.clear()
    due()
    assert queued_mail.send_due() == 3


def test_a_worker_that_is_killed_while_it_sends_loses_none(server):
    queue("a")
    server["a@example.org"] = SystemExit()
    with pytest.raises(SystemExit):
        queued_mail.send_due()
    server.clear()
    assert queued_mail.send_due() == 1 and sent() == ["a"]


def test_codes_go_before_what_can_wait(alice):
    notify(kind="account.attempts", to=[alice.user])
    queue("code")
    queued_mail.send_due()
    assert sent() == ["code", "alice"]


def test_a_call_ends_in_time():
    queue("a", "b", "c")
    clock = iter([0.0, 1.0, 2.0, 100.0])
    assert queued_mail.send_due(clock=lambda: next(clock)) == 2
    assert QueuedMail.objects.count() == 1


def test_rows_of_the_last_release_are_sent_for_an_hour():
    """They don't say how long they are useful."""
    queue("a", "late")
    QueuedMail.objects.update(useless_at=None)
    late = QueuedMail.objects.order_by("created_at").last()
    QueuedMail.objects.filter(id=late.id).update(created_at=timezone.now() - timedelta(hours=1))
    assert queued_mail.send_due() == 1 and not QueuedMail.objects.exists()


def test_programs_that_answer_mails_are_told_not_to():
    queue("a")
    queued_mail.send_due()
    assert mail.outbox[0].extra_headers == {"Auto-Submitted": "auto-generated"}
