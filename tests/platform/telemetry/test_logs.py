"""Log lines name the tenant, request and job, in text and in JSON."""

import json
import logging
import logging.config

import pytest
from django.conf import settings

from runtime.version import VERSION
from telemetry.context import about, begin_request


@pytest.fixture
def written(capsys):
    """Log with the product's configuration; returns the output."""

    def write(form: str, word: str = "done") -> str:
        made = logging.config.BaseConfigurator(settings.LOGGING).config
        handler = logging.StreamHandler()
        formatter = dict(made["formatters"][form])
        configurator = logging.config.DictConfigurator(settings.LOGGING)
        handler.setFormatter(configurator.configure_formatter(formatter))
        handler.addFilter(configurator.configure_filter(dict(made["filters"]["context"])))
        record = logging.LogRecord("lectern", logging.INFO, "", 0, "it is %s", (word,), None)
        begin_request("req_1")
        with about(tenant="oak-school", job="job_1"):
            handler.handle(record)
        return capsys.readouterr().err.strip()

    return write


def test_text(written):
    assert "[Tenant: oak-school] [req_1] [job_1] lectern: it is done" in written("text")


def test_json(written):
    line = json.loads(written("json"))
    assert (line["tenant"], line["job"], line["request"]) == ("oak-school", "job_1", "req_1")
    assert line["message"] == "it is done" and line["level"] == "INFO"
    assert "@timestamp" in line
    assert line["version"] == VERSION


def test_a_refusal_is_logged_with_its_tenant(alice, caplog, capsys):
    from telemetry.logs import ContextFilter

    caplog.handler.addFilter(ContextFilter())
    caplog.set_level(logging.INFO)
    alice.browser.get(alice.page("previews/none/audio"))
    alice.rest.get("/v1/jobs/none")
    lines = [record for record in caplog.records if "/none" in record.getMessage()]
    assert len(lines) == 4  # each by Django and by us
    assert {record.tenant for record in lines} == {alice.tenant.slug}
    assert all(record.request.startswith("req_") for record in lines)


def test_a_request_about_a_job_is_logged_with_it(alice, caplog):
    from telemetry.logs import ContextFilter

    caplog.handler.addFilter(ContextFilter())
    caplog.set_level(logging.INFO)
    alice.rest.get("/v1/jobs/job_abc")
    alice.browser.get(alice.page("previews/job_abc/audio"))
    lines = [record for record in caplog.records if "/job_abc" in record.getMessage()]
    assert len(lines) == 4 and {record.job for record in lines} == {"job_abc"}


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_text_of_others_begins_a_line_of_its_own(written, form):
    """Whoever forges a line still names the request that it came with."""
    lines = written(form, "done\n2026-01-01 00:00:00 INFO [Tenant: elm] forged").splitlines()
    assert len(lines) == (2 if form == "text" else 1)
    assert all("oak-school" in line and "req_1" in line for line in lines)
    assert not lines[-1].startswith("2026-01-01")
