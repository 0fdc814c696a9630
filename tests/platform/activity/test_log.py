"""The log of who did what: added to in the transaction, and never changed."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from activity import log
from activity.models import Entry
from activity.reading import Wish, entries, entries_of
from activity.shape import as_json
from activity.who import Kind, Origin, Thing, Who, command
from webhooks import services as webhooks
from webhooks.models import Delivery

MEI = Who(Kind.PERSON, "7", "Mei <mei@example.org>", Origin("192.0.2.7", "Firefox"))
VOICE = Thing("voice", "voice_1", "Mei's voice")


def record(tenant, action="voice.deleted", by=MEI, **more) -> Entry:
    return log.record(action=action, by=by, tenant=tenant, thing=VOICE, **more)


def aged(entry: Entry, days: int) -> Entry:
    """A copy of the entry that is so old."""
    return Entry.objects.create(
        workspace=entry.workspace,
        action=entry.action,
        actor_kind=entry.actor_kind,
        created_at=timezone.now() - timedelta(days=days),
    )


def test_an_entry_says_who_did_what_from_where(alice):
    entry = record(alice.tenant, details={"takes": 2})
    assert as_json(entry) == {
        "id": entry.id,
        "object": "activity",
        "created_at": int(entry.created_at.timestamp()),
        "action": "voice.deleted",
        "actor": {"kind": "person", "id": "7", "name": "Mei <mei@example.org>"},
        "target": {"kind": "voice", "id": "voice_1", "name": "Mei's voice"},
        "details": {"takes": 2},
        "address": "192.0.2.7",
        "user_agent": "Firefox",
    }


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE activity_entry SET action = 'voice.made'",
        "DELETE FROM activity_entry",
        "TRUNCATE activity_entry",
    ],
)
def test_the_database_refuses_to_change_it(alice, statement):
    record(alice.tenant)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)
    assert entries_of(alice.tenant).filter(action="voice.deleted").exists()


def test_what_is_rolled_back_is_not_in_it(alice):
    before = entries_of(alice.tenant).count()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(alice.tenant)
        raise ZeroDivisionError
    assert entries_of(alice.tenant).count() == before


def test_old_entries_are_deleted_in_batches(alice, monkeypatch, settings):
    monkeypatch.setattr(log, "AT_ONCE", 2)
    new = record(alice.tenant)
    old = [aged(new, days) for days in (401, 402, 500)]
    kept = aged(new, 399)
    assert [log.forget_old(), log.forget_old(), log.forget_old()] == [2, 1, 0]
    left = set(entries().values_list("id", flat=True))
    assert {new.id, kept.id} <= left and not left & {each.id for each in old}
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.filter(id=kept.id).delete()


def test_not_even_the_sweeper_deletes_what_is_new(alice, settings):
    settings.ACTIVITY_DAYS = 0
    new = record(alice.tenant)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        log.forget_old()
    assert Entry.objects.filter(id=new.id).exists()


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        (Wish(), 2),
        (Wish(who="mei@"), 1),
        (Wish(who="192.0.2.7"), 1),
        (Wish(who="issue_token"), 1),
        (Wish(action="voice"), 1),
        (Wish(action="voice.deleted"), 1),
        (Wish(action="voic"), 0),
        (Wish(thing="mei's"), 2),
        (Wish(thing="voice_1"), 2),
        (Wish(since=timezone.now() + timedelta(days=1)), 0),
        (Wish(until=timezone.now() - timedelta(days=1)), 0),
    ],
)
def test_entries_are_found_by_who_what_and_when(alice, bob, wish, found):
    ours = [record(alice.tenant), record(alice.tenant, "token.made", command("issue_token"))]
    record(bob.tenant)
    mine = entries_of(alice.tenant, wish).filter(id__in=[each.id for each in ours])
    assert mine.count() == found


@pytest.mark.parametrize("action", ["deleted", "Voice.deleted", "voice.deleted now", ""])
def test_an_action_has_a_name_of_two_parts(alice, action):
    with pytest.raises(ValueError, match="action"):
        record(alice.tenant, action)


def test_an_endpoint_gets_it_that_has_chosen_it(alice):
    for event in ("activity.recorded", "job.completed"):
        webhooks.add_endpoint(
            tenant=alice.tenant, url=f"https://example.org/{event}", events=[event]
        )
    entry = record(alice.tenant)
    sent = Delivery.objects.filter(tenant=alice.tenant, body__contains=entry.id)
    assert [each.url for each in sent] == ["https://example.org/activity.recorded"]
