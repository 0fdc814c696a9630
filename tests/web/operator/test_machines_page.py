"""The operator sees which workers are warm, what runs their engine, and how fast they are."""

from django.test import Client

from accounts.models import User
from synthesis.monitoring import heartbeat
from synthesis.monitoring.heartbeat import Report


def test_the_page_tells_what_runs_the_engine(db, monkeypatch):
    operator = Client()
    operator.force_login(User.objects.create_superuser("op@example.org", name="Olive"))
    reports = {"new:1": Report(5.87, 1, "openvino-bf16"), "old:2": Report(3.32, 1)}
    monkeypatch.setattr(heartbeat, "warm", lambda _engine: reports)
    page = operator.get("/operator/machines/").content.decode()
    assert "<td>openvino-bf16</td><td>5.87</td>" in page
    assert "<td>–</td><td>3.32</td>" in page  # a worker of a release that did not say so
