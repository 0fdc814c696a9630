"""Which sites may show an answer in a frame."""

from typing import TypeVar

from csp.constants import SELF
from django.http import HttpResponseBase

R = TypeVar("R", bound=HttpResponseBase)


def in_frames(response: R, ancestors: str, *, form_to: str = "") -> R:
    """Let pages of these origins show the answer in a frame, and its form lead to `form_to`. No
    search engine keeps it, and no other site is told its address."""
    policy = {"frame-ancestors": [ancestors]}
    if form_to:
        policy["form-action"] = [SELF, form_to]
    # What the decorators of Django and django-csp set, which take no values of a single answer.
    setattr(response, "xframe_options_exempt", True)  # noqa: B010
    setattr(response, "_csp_replace", policy)  # noqa: B010
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    return response
