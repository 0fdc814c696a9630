"""What schools read before they buy is filled from the settings as they are."""

import pytest

pytestmark = pytest.mark.django_db


def page(client, address: str, language: str = "en") -> str:
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_schedule_follows_the_settings(client, settings):
    settings.ACTIVITY_DAYS, settings.CLOSING_DAYS = 123, 31
    assert "123 days" in page(client, "/retention") and "31 days" in page(client, "/retention")
    assert "123 天" in page(client, "/retention", "zh-hans")


def test_the_pack_names_whom_the_settings_lead_to(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    settings.STRIPE_SECRET_KEY = settings.TIME_STAMP_AUTHORITY = ""
    settings.SUB_PROCESSORS = []
    assert "Nobody." in page(client, "/for-schools")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.STRIPE_SECRET_KEY = "mail.example.net", "sk_test"
    settings.TIME_STAMP_AUTHORITY = "https://stamps.example.com/tsa"
    settings.SUB_PROCESSORS = ["Example Hosting|Runs the machines|all of it, encrypted", "Bare"]
    settings.DATA_LOCATION = "a data centre in Hesse"
    told = page(client, "/for-schools")
    for each in ("mail.example.net", "Stripe", "stamps.example.com", "Example Hosting", "Bare"):
        assert each in told
    assert "Runs the machines" in told and "a data centre in Hesse" in told
    assert "Nobody." not in told and "sk_test" not in told


def test_what_the_operator_has_not_filled_in_is_marked(client, settings):
    settings.DATA_LOCATION = ""
    assert "unfilled" in page(client, "/for-schools")
    assert "数据处理协议" in page(client, "/for-schools", "zh-hans")
