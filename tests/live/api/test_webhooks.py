"""A completed job sends an event to a customer's server, through all processes."""

import time

import httpx2 as httpx
from standardwebhooks import Webhook

from tests.platform.outgoing.receiver import Receiver

ADD = """
from tenants.models import Tenant
from webhooks.services import add_endpoint
tenant = Tenant.objects.get(slug="hooked")
print(add_endpoint(tenant=tenant, url="{url}", events=["job.completed"])[1])
"""


def test_an_event_is_sent_when_a_job_completes(humming):
    token = humming.workspace("hooked")
    server = Receiver()
    secret = humming.console.run("shell", "-v", "0", "-c", ADD.format(url=server.url)).strip()
    job = httpx.post(
        f"{humming.url}/v1/jobs",
        json={"input": "Hello.", "voice": "af_heart"},
        headers={"Authorization": f"Bearer {token}"},
        timeout=30,
    ).json()["id"]
    end = time.monotonic() + 60
    while not server.got and time.monotonic() < end:
        time.sleep(0.1)
    [(_path, headers, body)] = server.got
    assert Webhook(secret).verify(body, headers)["data"]["id"] == job
