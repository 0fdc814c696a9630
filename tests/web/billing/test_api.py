"""REST: usage by day and hour, by voice, user and token."""

import datetime

import pytest

from accounts.models import ApiToken
from billing import quota
from billing.models import Subscription
from billing.spender import Spender
from tenants.context import in_tenant
from tenants.limits import limits_of


@pytest.fixture
def used(alice) -> str:
    """Alice's workspace used 3 s today, 2 of them by a token and with one voice."""
    token_id = ApiToken.objects.get(tenant=alice.tenant, name="tests").id
    with in_tenant(alice.tenant):
        for n, (voice, token, ms) in enumerate(
            [("af_heart", token_id, 2000), ("zf_xiaoxiao", None, 1000)]
        ):
            spender = Spender(voice=voice, member=alice.user.id, token=token)
            limits = limits_of(alice.tenant)
            day = quota.reserve(tenant=alice.tenant, limits=limits, audio_ms=ms, spender=spender)
            quota.settle(
                tenant=alice.tenant,
                day=day,
                reserved_ms=ms,
                used_ms=ms,
                identifier=f"job_x:{n}:0",
                spender=spender,
            )
    return str(token_id)


def results(alice, query: str = "") -> list[dict]:
    answer = alice.rest.get(f"/v1/usage?{query}")
    assert answer.status_code == 200, answer.json()
    return answer.json()["data"]


def test_a_week_of_days_is_the_default(alice, used):
    days = results(alice)
    assert len(days) in (8, 9)  # touched by seven days, with a change of the clocks
    assert [bucket["results"] for bucket in days[:-1]] == [[]] * (len(days) - 1)
    assert days[-1]["results"] == [{"object": "usage.result", "audio_ms": 3000}]
    ends = [bucket["end_time"] for bucket in days]
    assert ends[:-1] == [bucket["start_time"] for bucket in days[1:]]


@pytest.mark.parametrize(
    ("group", "key", "expected"),
    [
        ("voice", "voice_id", [2000, 1000]),
        ("token", "api_key_id", [2000]),
        ("user", "user_id", [3000]),
    ],
)
def test_days_by_group(alice, used, group, key, expected):
    rows = results(alice, f"group_by={group}")[-1]["results"]
    assert [row["audio_ms"] for row in rows] == expected
    assert all(row[key] for row in rows)


def test_hours(alice, used):
    now = int(datetime.datetime.now(datetime.UTC).timestamp())
    hours = results(alice, f"bucket_width=1h&start_time={now - 3600}&end_time={now + 1}")
    assert hours[-1]["results"][0]["audio_ms"] == 3000
    assert all(hour["end_time"] - hour["start_time"] == 3600 for hour in hours)


@pytest.mark.parametrize(
    ("query", "param"),
    [
        ("start_time=x", "start_time"),
        ("start_time=99999999999999", "start_time"),
        ("end_time=5&start_time=6", "start_time"),
        ("start_time=0", "start_time"),
        ("bucket_width=1m", "bucket_width"),
        ("group_by=moon", "group_by"),
        ("group_by=voice&bucket_width=1h", "bucket_width"),
    ],
)
def test_an_invalid_query_is_refused_by_name(alice, query, param):
    answer = alice.rest.get(f"/v1/usage?{query}")
    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == param


def test_an_estimate_prices_audio_beyond_the_plan(alice):
    body = {"input": "Hello there. " * 40, "voice": "af_heart"}

    def price() -> int:
        return alice.rest.post("/v1/estimates", body, format="json").json()["price"]["amount"]

    assert price() == 0
    plan = Subscription.objects.get(tenant=alice.tenant).plan
    plan.included_ms, plan.extra_minute = 0, 60
    plan.save()
    seconds = alice.rest.post("/v1/estimates", body, format="json").json()["audio_ms"] / 1000
    assert price() == pytest.approx(seconds, abs=1)
