"""Every line of every process names its tenant, and the right one; no line holds what is private.

And the figures at /metrics add up to what was counted.
"""

import re
import time

import httpx2 as httpx
import pytest

PROCESSES = ("web", "synthesis", "general", "beat", "enrolment")
LINE = re.compile(r"\[Tenant: (?P<tenant>[\w-]+)\] \[(?P<request>[\w-]+)\] \[(?P<job>[\w-]+)\]")
SECRET = "The headmaster hides a purple giraffe in the cellar"


@pytest.fixture(scope="module")
def run(humming) -> dict:
    """Two workspaces that work side by side, and what was written meanwhile."""
    folder = humming.data / "logs"
    # Web processes beyond the first are called web-2, web-3, …
    logs = {name: [folder / f"{name}.log", *folder.glob(f"{name}-?.log")] for name in PROCESSES}
    before = {path: path.stat().st_size for paths in logs.values() for path in paths}
    tokens = {slug: humming.workspace(slug) for slug in ("log-oak", "log-elm")}
    clients = {
        slug: httpx.Client(
            base_url=humming.url, headers={"Authorization": f"Bearer {token}"}, timeout=120
        )
        for slug, token in tokens.items()
    }
    jobs: dict[str, list[str]] = {slug: [] for slug in clients}
    for n in range(3):
        for slug, client in clients.items():
            text = f"{SECRET}, number {n}. And a second sentence goes on a little longer."
            job = client.post("/v1/jobs", json={"input": text, "voice": "af_heart"}).json()
            jobs[slug].append(job["id"])
            client.get("/v1/jobs/none")
            client.get(f"/v1/jobs/{job['id']}/audio")
    for slug, client in clients.items():
        client.post("/v1/audio/speech", json={"model": "x", "voice": "nobody", "input": SECRET})
        deadline = time.monotonic() + 120
        while any(
            client.get(f"/v1/jobs/{job}").json()["status"] != "completed" for job in jobs[slug]
        ):
            assert time.monotonic() < deadline
            time.sleep(0.5)
    time.sleep(6)  # the sweeper and beat have their turn
    written = {}
    for name, paths in logs.items():
        written[name] = ""
        for path in paths:
            with path.open("rb") as file:
                file.seek(before[path])
                written[name] += file.read().decode()
    audio_ms = {
        slug: sum(
            client.get(f"/v1/jobs/{job}").json()["progress"]["audio_ms"] for job in jobs[slug]
        )
        for slug, client in clients.items()
    }
    return {
        "written": written,
        "jobs": jobs,
        "tokens": tokens,
        "audio_ms": audio_ms,
        "lectern": humming,
    }


def test_every_line_names_a_tenant_or_none(run):
    for name, text in run["written"].items():
        for line in filter(str.strip, text.splitlines()):
            assert LINE.search(line), f"{name}: {line}"


def test_a_line_about_a_job_names_its_tenant(run):
    seen = set()
    for slug, jobs in run["jobs"].items():
        for name, text in run["written"].items():
            for line in text.splitlines():
                if any(job in line for job in jobs):
                    match = LINE.search(line)
                    assert match and match["tenant"] == slug, f"{name}: {line}"
                    seen.add((slug, name))
    assert {("log-oak", "web"), ("log-elm", "web")} <= seen


def test_a_requests_id_is_in_every_line_about_it(run):
    refused = [line for line in run["written"]["web"].splitlines() if "/v1/jobs/none" in line]
    ids = {LINE.search(line)["request"] for line in refused}
    assert len(refused) >= 6 and "-" not in ids
    assert {LINE.search(line)["tenant"] for line in refused} == {"log-oak", "log-elm"}


def test_no_line_holds_a_text_or_a_token(run):
    for text in run["written"].values():
        assert "giraffe" not in text
        assert not any(token in text for token in run["tokens"].values())


def test_the_metrics_match_the_recorded_usage(run):
    """The web process reads the figures that the worker wrote."""
    metrics = httpx.get(f"{run['lectern'].url}/metrics").text
    for slug, audio_ms in run["audio_ms"].items():
        pattern = rf'lectern_audio_seconds_total{{engine="kokoro",tenant="{slug}"}} ([\d.]+)'
        assert float(re.search(pattern, metrics)[1]) * 1000 == pytest.approx(audio_ms, abs=1)
        calls = re.findall(rf'lectern_requests_total{{status="(\d+)",tenant="{slug}"}}', metrics)
        assert {"201", "404", "200"} <= set(calls)
    assert "lectern_swept_timestamp_seconds" in metrics
    assert "lectern_worker_memory_bytes" in metrics
    assert run["lectern"].console.run("recount") == ""
