"""Sealed columns: opened when they are read, bound to their row, and closed to everybody else."""

import datetime

import pytest
from django.db import connection

from synthesis.models import Job, Segment
from tenants.context import in_tenant
from tenants.models import Tenant
from tenants.sealing.keys import Undecryptable
from tenants.sealing.sealed_fields import sealed_value

TEXT = "The essay that nobody else may read. 只有我能读。"


@pytest.fixture
def job(in_alices) -> Job:
    job = Job.objects.create(
        engine="kokoro", voice="af_heart", input=TEXT, sample_rate=24_000, segments_total=2,
        usage_day=datetime.date(2026, 11, 28), pronunciations=[{"word": "Zhou"}],
    )  # fmt: skip
    made = [Segment(job=job, index=n, text=f"{TEXT} {n}", estimate_ms=1) for n in range(2)]
    Segment.objects.bulk_create(made)
    return job


@pytest.fixture
def opened(monkeypatch) -> list[str]:
    """What is decrypted with a tenant's key, from now on."""
    names: list[str] = []
    unseal = Tenant.unseal

    def noted(self, sealed, *, about):
        names.append(about)
        return unseal(self, sealed, about=about)

    monkeypatch.setattr(Tenant, "unseal", noted)
    return names


def column(table: str, name: str, where: str = "TRUE") -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name} FROM {table} WHERE {where}")
        return [bytes(value) for (value,) in cursor.fetchall()]


def test_values_come_back(job):
    again = Job.objects.get(id=job.id)
    assert (again.input, again.pronunciations) == (TEXT, [{"word": "Zhou"}])
    assert [each.text for each in again.segments.all()] == [f"{TEXT} 0", f"{TEXT} 1"]
    assert [each.previous_text for each in again.segments.all()] == ["", ""]


def test_the_column_holds_no_text(job):
    for table, name in [
        ("synthesis_job", "input"),
        ("synthesis_segment", "text"),
        ("synthesis_job", "pronunciations"),
    ]:
        for value in column(table, name):
            assert b"essay" not in value and b"Zhou" not in value


def test_a_column_may_be_null(job):
    assert job.segments.filter(timed_words=None).count() == 2
    segment = job.segments.first()
    segment.timed_words = {"words": []}
    segment.save()
    assert job.segments.first().timed_words == {"words": []}
    segment.timed_words = None
    segment.save()
    assert job.segments.first().timed_words is None
    assert job.segments.filter(timed_words=None).count() == 2


def test_nothing_is_decrypted_before_it_is_read(job, opened):
    jobs = list(Job.objects.listed())
    locked = Job.objects.select_for_update().get(id=job.id)
    locked.status = Job.Status.RUNNING
    locked.save(update_fields=["status"])
    locked.save()
    assert [each.status for each in jobs] == ["queued"]
    assert opened == []
    assert jobs[0].input == jobs[0].input == TEXT
    assert opened == [f"synthesis_job:input:{job.id}"], "once"


def test_saving_a_row_keeps_what_was_not_read(job):
    before = column("synthesis_job", "input")
    Job.objects.get(id=job.id).save()
    assert column("synthesis_job", "input") == before
    changed = Job.objects.get(id=job.id)
    changed.input = "Another text"
    changed.save()
    assert Job.objects.get(id=job.id).input == "Another text"


def test_update_takes_sealed_values_alone(job):
    segment = job.segments.first()
    rows = Segment.objects.filter(id=segment.id)
    rows.update(text=sealed_value(segment, "text", "Remade"))
    assert rows.get().text == "Remade"
    with pytest.raises(TypeError, match="sealed_value"):
        rows.update(text="in the clear")
    with pytest.raises(TypeError, match="sealed_value"):
        list(Segment.objects.filter(text="Remade"))


def test_rows_can_not_be_exchanged(job):
    first, _second = column("synthesis_segment", "text")
    with connection.cursor() as cursor:
        cursor.execute('UPDATE synthesis_segment SET text = %s WHERE "index" = 1', [first])
    assert job.segments.get(index=0).text
    with pytest.raises(Undecryptable):
        job.segments.get(index=1).text  # noqa: B018 (it decrypts)


def test_another_tenant_can_not_open_it(job, bob):
    stolen = column("synthesis_job", "input")[0]
    with in_tenant(bob.tenant):
        copy = Job.objects.create(
            id=job.id, engine="kokoro", voice="af_heart", input="x", sample_rate=24_000,
            segments_total=1, usage_day=job.usage_day,
        )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute("UPDATE synthesis_job SET input = %s", [stolen])
        with pytest.raises(Undecryptable):
            Job.objects.get(id=copy.id).input  # noqa: B018 (it decrypts)


def test_a_row_read_in_its_tenant_opens_outside_of_it(job):
    """What a response still has to render may be read after the schema was left."""
    read = Job.objects.get(id=job.id)
    connection.set_schema_to_public()
    assert read.input == TEXT


def test_a_row_without_its_identity_is_not_saved(in_alices, job):
    with pytest.raises(ValueError, match="before its row"):
        Segment(index=None, job=job, text="x", estimate_ms=1).save()
