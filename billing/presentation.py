"""How plans, money and minutes look on a page."""

from babel.numbers import format_currency
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from billing.models import Plan

# Plans that come with Lectern are translated; the operator's own are shown by their name.
PLAN_NAMES = {"trial": _("Trial"), "school": _("School"), "campus": _("Campus")}
# Currencies without a minor unit (ISO 4217); all others here have hundredths.
WHOLE = frozenset({"clp", "jpy", "krw", "vnd", "xaf", "xof"})
LOCALES = {"zh-hans": "zh_Hans", "en": "en"}


def plan_name(plan: Plan) -> str:
    """The plan's name in the language of the page."""
    return str(PLAN_NAMES.get(plan.code, plan.name))


def money(amount: int, currency: str) -> str:
    """An amount in minor units in the language of the page: 2900, "usd" is “$29.00”."""
    value = amount if currency in WHOLE else amount / 100
    locale = LOCALES.get(translation.get_language() or "en", "en")
    return format_currency(value, currency.upper(), locale=locale)


def minutes(milliseconds: int) -> str:
    """Milliseconds as minutes, down to a tenth where they are not whole."""
    return f"{milliseconds / 60_000:,.1f}".removesuffix(".0")
