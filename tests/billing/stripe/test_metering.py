"""Audio is reported to Stripe exactly once, even if requests are lost, repeated or late."""

import datetime
import random
import threading

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.gateway.base import Busy, Unanswered
from billing.gateway.stripe_gateway import METER_EVENT
from billing.models import MeterDifference, MeterEvent, MeterReport, Subscription
from billing.reporting import metering, reconciliation, sending
from tests.billing.stripe.ledger import (
    any_weather,
    assert_reported_once,
    made,
    round_of_beat,
    settle,
)
from tests.thoroughness import examples

pytestmark = pytest.mark.django_db
State = MeterReport.State
FEW = settings(
    max_examples=examples(50),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    derandomize=True,
)


@pytest.fixture
def payer(world, alice) -> Subscription:
    return world.subscribe(alice.tenant)


def next_hour(world) -> None:
    world.clock.turn(hours=1, minutes=10)


def the_report() -> MeterReport:
    return MeterReport.objects.get()


def test_an_hour_becomes_one_report_and_its_remainder_goes_into_the_next(world, payer):
    made(payer, 100_000)
    made(payer, 45_000)
    round_of_beat(world.gateway)
    assert not MeterReport.objects.exists(), "the hour is not over"
    next_hour(world)
    round_of_beat(world.gateway)
    report = the_report()
    assert (report.units, report.carried_out_ms, report.events) == (2, 25_000, 2)
    assert report.state == State.SENT and world.fake.total(payer.customer) == 2
    made(payer, 35_000)
    settle(world, payer)
    assert world.fake.total(payer.customer) == 3
    assert_reported_once(world.fake, payer)


def test_less_than_a_unit_is_kept_and_not_reported(world, payer):
    made(payer, 59_999)
    settle(world, payer)
    assert the_report().units == 0 and not world.fake.usage
    made(payer, 1)
    settle(world, payer)
    assert world.fake.total(payer.customer) == 1


def test_nothing_is_reported_for_tenants_that_do_not_pay(world, payer, bob):
    MeterEvent.objects.create(
        identifier="x:0:0", tenant=bob.tenant, day=datetime.date.today(), audio_ms=10**6
    )
    next_hour(world)
    round_of_beat(world.gateway)
    assert not MeterReport.objects.exists()


def test_a_late_event_of_a_frozen_hour_goes_into_the_next_one(world, payer):
    made(payer, 60_000)
    next_hour(world)
    round_of_beat(world.gateway)
    made(payer, 120_000)
    MeterEvent.objects.filter(report=None).update(created_at=the_report().hour)
    settle(world, payer)
    assert MeterReport.objects.count() == 2
    assert_reported_once(world.fake, payer)


@pytest.mark.parametrize("weather", ["lost", "mute", "broken", "broken late", "limited", "down"])
@pytest.mark.parametrize("refuses", [True, False])
def test_one_failure_and_a_retry_count_once(world, payer, weather, refuses):
    world.fake.refuses_duplicates = refuses
    made(payer, 180_000)
    next_hour(world)
    world.fake.weather = lambda request: weather
    round_of_beat(world.gateway)
    assert the_report().state in MeterReport.DUE and the_report().error
    world.fake.weather = lambda request: "fair"
    next_hour(world)
    round_of_beat(world.gateway)
    assert the_report().state == State.SENT, "the first retry gets through"
    settle(world, payer)
    assert_reported_once(world.fake, payer)


def test_a_report_refused_with_429_is_not_in_doubt(world, payer):
    made(payer, 60_000)
    next_hour(world)
    metering.freeze()
    world.fake.weather = lambda request: "limited"
    with pytest.raises(Busy):
        sending.send(the_report(), world.gateway)
    assert the_report().state == State.WAITING and the_report().first_tried_at is None


def test_a_report_is_in_doubt_if_the_process_dies_during_the_call(world, payer, monkeypatch):
    """Stripe has counted it, but Lectern doesn't know: a day later Stripe's count decides."""
    made(payer, 300_000)
    next_hour(world)
    metering.freeze()
    report_usage = world.gateway.report_usage

    def dies(**usage) -> None:
        report_usage(**usage)
        raise SystemExit

    monkeypatch.setattr(world.gateway, "report_usage", dies)
    with pytest.raises(SystemExit):
        sending.send(the_report(), world.gateway)
    monkeypatch.undo()
    assert the_report().state == State.TRIED
    world.clock.turn(hours=26)
    settle(world, payer)
    assert_reported_once(world.fake, payer)


def test_retries_are_delayed_more_and_more(world, payer):
    made(payer, 60_000)
    next_hour(world)
    world.fake.weather = lambda request: "down"
    round_of_beat(world.gateway)
    calls = len(world.fake.calls)
    round_of_beat(world.gateway)
    assert len(world.fake.calls) == calls, "not at once"
    report = the_report()
    for attempts in (5, 50):
        report.attempts = attempts
        with pytest.raises(Unanswered):
            sending.send(report, world.gateway)
        wait = report.next_try_at - world.clock.now()
        assert wait <= datetime.timedelta(seconds=sending.LONGEST_PAUSE)


@pytest.mark.parametrize("counted", [True, False])
def test_after_23_hours_stripes_own_count_decides(world, payer, counted):
    """By now Stripe has forgotten the identifier, so a retry would be counted again."""
    made(payer, 600_000)
    next_hour(world)
    world.fake.weather = lambda request: "mute" if counted else "lost"
    round_of_beat(world.gateway)
    assert the_report().state == State.TRIED
    assert bool(world.fake.usage) == counted
    world.fake.weather = lambda request: "down"
    for _hour in range(30):
        world.clock.turn(hours=1)
        round_of_beat(world.gateway)
    settle(world, payer)
    assert world.fake.total(payer.customer) == 10
    assert_reported_once(world.fake, payer)


def test_a_blind_retry_after_24_hours_would_charge_twice(world, payer):
    """The fake keeps Stripe's rule, so that the test above can fail."""
    made(payer, 600_000)
    next_hour(world)
    world.fake.weather = lambda request: "mute"
    round_of_beat(world.gateway)
    report = the_report()
    world.fake.weather = lambda request: "fair"
    world.clock.turn(hours=25)
    world.gateway.report_usage(
        customer=report.customer,
        units=report.units,
        at=report.at,
        identifier=report.identifier,
        key=f"{report.identifier}:0",
    )
    assert world.fake.total(payer.customer) == 20


def test_after_an_outage_of_30_hours_everything_is_charged_once(world, payer):
    chance = random.Random(1)
    for hour in range(36):
        made(payer, chance.randrange(1, 400_000))
        bad = "down" if 3 <= hour < 33 else "fair"
        # The last call before the outage was done, and its answer lost.
        world.fake.weather = lambda request, hour=hour, bad=bad: "mute" if hour == 2 else bad
        for _quarter in range(4):
            world.clock.turn(minutes=15)
            round_of_beat(world.gateway)
    settle(world, payer)
    assert MeterReport.objects.count() >= 36
    assert_reported_once(world.fake, payer)


def test_a_report_is_disputed_if_stripes_count_matches_neither(world, payer):
    made(payer, 600_000)
    next_hour(world)
    world.fake.weather = lambda request: "lost"
    round_of_beat(world.gateway)
    report = the_report()
    world.fake.weather = lambda request: "fair"
    world.gateway.report_usage(
        customer=payer.customer, units=3, at=report.at, identifier="by-hand", key="by-hand"
    )
    world.clock.turn(hours=25)
    round_of_beat(world.gateway)
    assert the_report().state == State.DISPUTED and world.fake.total(payer.customer) == 3


def test_usage_too_old_for_stripe_is_shown_and_not_sent(world, payer):
    made(payer, 600_000)
    next_hour(world)
    metering.freeze()
    world.clock.turn(days=35)
    sending.send_due(world.gateway)
    assert the_report().state == State.EXPIRED and not world.fake.usage


def test_one_call_at_a_time_for_a_customer(world, payer):
    made(payer, 60_000)
    next_hour(world)
    metering.freeze()
    taken, done = threading.Event(), threading.Event()

    def another_process() -> None:
        with sending._alone(payer.customer) as ours:
            assert ours
            taken.set()
            done.wait(10)
        connection.close()

    other = threading.Thread(target=another_process)
    other.start()
    taken.wait(10)
    assert sending.send_due(world.gateway) == 0 and not world.fake.usage
    done.set()
    other.join()
    assert sending.send_due(world.gateway) == 1


def test_usage_that_stripe_discards_later_is_noticed_and_can_be_sent_again(world, payer):
    world.fake.unknown_customers.add(payer.customer)
    made(payer, 240_000)
    next_hour(world)
    round_of_beat(world.gateway)
    assert the_report().state == State.SENT and world.fake.total(payer.customer) == 0
    event = world.fake.throw_away()
    assert world.deliver(event) == 200
    report = the_report()
    assert report.state == State.REJECTED and "customer_not_found" in report.error
    world.fake.unknown_customers.clear()
    sending.again(report)
    settle(world, payer)
    assert_reported_once(world.fake, payer)


def test_each_day_is_compared_with_stripe_every_night(world, payer):
    made(payer, 600_000)
    settle(world, payer)
    world.clock.turn(days=1)
    assert reconciliation.compare(payer, world.gateway) == 0
    kept = world.fake.usage.pop()
    assert reconciliation.compare(payer, world.gateway) == 1
    difference = MeterDifference.objects.get(resolved_at=None)
    assert (difference.reported_units, difference.counted_units) == (10, 0)
    world.fake.usage += [kept]
    assert reconciliation.compare(payer, world.gateway) == 0
    assert not MeterDifference.objects.filter(resolved_at=None).exists()


def test_values_and_times_that_stripe_refuses_are_refused_by_the_fake(world, payer):
    now = world.clock.seconds()
    create = world.gateway.client.v1.billing.meter_events.create
    for value, at in (("1.5", now), ("1", now - 36 * 86_400), ("1", now + 600)):
        with pytest.raises(Exception, match=r"whole number|out of range"):
            create(
                params={
                    "event_name": METER_EVENT,
                    "timestamp": int(at),
                    "payload": {"stripe_customer_id": payer.customer, "value": value},
                }
            )
    assert not world.fake.usage


@FEW
@given(
    seed=st.integers(0, 10**6),
    bad=st.sampled_from([0.2, 0.5, 0.8]),
    hours=st.integers(4, 60),
    refuses=st.booleans(),
    lag=st.sampled_from([0, 600, 3600]),
)
def test_usage_is_reported_once_despite_lost_late_and_repeated_requests(
    world, payer, seed, bad, hours, refuses, lag
):
    chance = random.Random(seed)
    fake = world.fake
    fake.usage.clear()
    MeterEvent.objects.all().delete()
    MeterReport.objects.all().delete()
    Subscription.objects.filter(customer=payer.customer).update(carry_ms=0)
    fake.refuses_duplicates, fake.lag = refuses, lag
    fake.weather = any_weather(chance, bad)
    for _hour in range(hours):
        for _segment in range(chance.randrange(4)):
            made(payer, chance.randrange(1, 200_000))
        if chance.random() < 0.1:
            fake.weather = any_weather(chance, chance.choice([bad, 1.0]))
        world.clock.turn(minutes=chance.randrange(5, 120))
        round_of_beat(world.gateway)
    settle(world, payer)
    assert_reported_once(fake, payer)
    assert fake.violations == []


def test_the_fake_takes_one_call_at_a_time_for_a_customer(world, payer):
    """Of eight calls at once some are refused with 429, and none is counted twice."""
    outcomes: list[str] = []

    def call(number: int) -> None:
        try:
            world.gateway.report_usage(
                customer=payer.customer,
                units=1,
                at=world.clock.now(),
                identifier=f"at-once-{number}",
                key=f"at-once-{number}",
            )
            outcomes.append("counted")
        except Busy:
            outcomes.append("busy")

    threads = [threading.Thread(target=call, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("counted") == world.fake.total(payer.customer)
    assert "busy" in outcomes
