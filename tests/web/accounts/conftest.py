import pytest


@pytest.fixture
def mails_are_sent(settings) -> None:
    """As where a mail server is configured: addresses are verified by a code."""
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
