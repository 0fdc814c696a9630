"""`manage.py stripe_sync`: everything once, and again nothing."""

import io

import pytest
from django.core.management import CommandError, call_command

from billing.models import Plan

pytestmark = pytest.mark.django_db


def sync(**options) -> str:
    out = io.StringIO()
    call_command("stripe_sync", stdout=out, **options)
    return out.getvalue()


def writes(fake) -> list[str]:
    return [call for call in fake.calls if not call.startswith("GET")]


def test_the_second_run_changes_nothing(world):
    before = len(writes(world.fake))
    assert before > 10
    assert sync() == "Everything is there.\n"
    assert len(writes(world.fake)) == before


def test_a_plan_is_sold_as_a_base_fee_and_graduated_minutes(world):
    prices = {price["lookup_key"]: price for price in world.fake.all("price")}
    assert set(prices) == {
        f"lectern_{p}_{k}" for p in ("school", "campus") for k in ("month", "minutes")
    }
    assert prices["lectern_school_month"]["unit_amount"] == 2900
    tiers = [
        (tier["up_to"], tier["unit_amount"]) for tier in prices["lectern_school_minutes"]["tiers"]
    ]
    assert tiers == [(600, 0), (None, 5)]


def test_a_new_price_replaces_the_old_one(world):
    [old] = [p for p in world.fake.all("price") if p["lookup_key"] == "lectern_school_month"]
    Plan.objects.filter(code="school").update(price=3500)
    said = sync()
    assert "replace the price lectern_school_month" in said
    assert not old["active"] and old["lookup_key"] is None
    assert sync() == "Everything is there.\n"


def test_a_dry_run_prints_its_changes_and_makes_none(world):
    Plan.objects.filter(code="campus").update(name="University", extra_minute=3, engines=["kokoro"])
    Plan.objects.create(
        code="college",
        name="College",
        price=100,
        daily_ms=1,
        concurrency=1,
        weight=1,
        max_sample_rate=1,
        max_characters=1,
        max_voices=1,
    )
    before = writes(world.fake)
    said = sync(dry_run=True)
    assert writes(world.fake) == before
    for what in (
        "would update the product of campus",
        "would replace the price lectern_campus_minutes",
        "would make the product of college",
        "would make the price lectern_college_month",
        "would make the feature lectern_engine_kokoro",
        "would give campus the feature lectern_engine_kokoro",
    ):
        assert what in said
    assert sync() != "Everything is there.\n"
    assert sync() == "Everything is there.\n"


def test_without_a_key_the_command_fails_with_a_message(settings):
    settings.STRIPE_SECRET_KEY = ""
    with pytest.raises(CommandError, match="STRIPE_SECRET_KEY"):
        sync()


def test_the_signing_secrets_are_printed_when_stripe_shows_them(world):
    world.fake.store["webhook_endpoint"].clear()
    assert "STRIPE_WEBHOOK_SECRET=whsec_fake_snapshot" in sync()
