"""How plans and days of usage look on a page."""

from django.utils.translation import gettext_lazy as _

from billing.models import Plan

# The plans that Lectern comes with; an operator's own keep the name that they were given.
PLAN_NAMES = {"trial": _("Trial"), "school": _("School"), "campus": _("Campus")}


def plan_name(plan: Plan) -> str:
    """The plan's name in the language of the page."""
    return str(PLAN_NAMES.get(plan.code, plan.name))
