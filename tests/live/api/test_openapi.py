"""The OpenAPI document matches the API: schemathesis sends any request that it allows."""

import subprocess
import sys
from pathlib import Path

import httpx2 as httpx

from tests.thoroughness import THOROUGH

CONFIG = Path(__file__).with_name("schemathesis.toml")
EXAMPLES = "25" if THOROUGH else "3"  # of each operation; five took a processor 110 s
# The phase "coverage" sends 2,500 requests by a plan of its own: a minute and a half of processor.
PHASES = "examples,coverage,fuzzing,stateful" if THOROUGH else "examples,fuzzing,stateful"


def test_responses_match_the_openapi_document(humming, tmp_path):
    token = humming.workspace("openapi", plan="campus")
    # Thousands of requests in a minute are what this is about.
    humming.console.run(
        "shell",
        "-c",
        "from billing.models import Plan; Plan.objects.filter(code='campus').update("
        "requests_per_minute=10**6, token_requests_per_minute=10**6, queued_jobs=10**6)",
    )
    argv = [
        sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG),
        "run", f"{humming.url}/docs/openapi.json", "-H", f"Authorization: Bearer {token}",
        "--checks", "all", "--phases", PHASES,
        "--max-examples", EXAMPLES, "--seed", "1", "--continue-on-failure",
        "--request-timeout", "60", "--max-response-time", "60", "--no-color",
    ]  # fmt: skip
    done = subprocess.run(argv, cwd=tmp_path, capture_output=True, text=True, timeout=600)
    # Others need the machine: these would be spoken for minutes yet.
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=humming.url, headers=headers, timeout=60) as api:
        for job in api.get("/v1/jobs?status=queued&limit=100").json()["data"]:
            assert api.delete(f"/v1/jobs/{job['id']}").status_code == 200
    assert done.returncode == 0, done.stdout
    assert "passed" in done.stdout


def test_the_reference_loads_nothing_from_elsewhere(stack):
    page = httpx.get(f"{stack.url}/docs/api")
    assert page.status_code == 200
    assert "https://" not in page.text.replace("https://www.w3.org", "")
