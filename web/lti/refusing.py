"""What somebody reads who comes from a learning platform and can't be let in."""

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from activity.who import Origin
from lti import launches
from lti.models import LearningPlatform
from lti.unacceptable import Unacceptable
from web.lti.frames import in_frames

log = logging.getLogger("lectern.lti")

FOR_PEOPLE = {
    "expired": gettext_lazy("That took too long. Open it again from your course."),
    "replayed": gettext_lazy("This page was used before. Open it again from your course."),
    "over": gettext_lazy("This page has ended. Open it again from your course."),
    "not_begun": gettext_lazy("This address opens nothing. Open the lesson from your course."),
    "not_staff": gettext_lazy("Only teachers of the course can choose a lesson."),
    "denied": gettext_lazy("Your learning platform did not let you in here. Open it again there."),
    "keys_away": gettext_lazy(
        "Your learning platform can’t be asked whether this is from it. Try again in a minute."
    ),
    "no_lesson": gettext_lazy(
        "No lesson was chosen for this activity yet. A teacher of the course can edit the activity "
        "and select a lesson."
    ),
    "gone": gettext_lazy("This lesson was deleted. Ask your teacher for another."),
    "private": gettext_lazy(
        "The author of this lesson no longer shares it. Ask your teacher for another."
    ),
    "withdrawn": gettext_lazy(
        "A voice of this lesson was withdrawn, so it can’t be heard any more. Ask your teacher."
    ),
    "invitation_over": gettext_lazy(
        "This registration address has ended. Make another in Lectern, at Learning platforms."
    ),
    "suspended": gettext_lazy("The school’s workspace is switched off at the moment."),
    "too_many": gettext_lazy("Too many people are here at once. Try again in a minute."),
}
OTHERWISE = gettext_lazy(
    "Your learning platform and Lectern don’t fit together. Tell your IT: they find the reason in "
    "the activity log of the workspace."
)
NOT_HERE = {"gone", "private", "withdrawn", "suspended", "unknown_platform"}
OF_THE_LESSON = NOT_HERE | {"over", "too_many", "no_lesson", "not_staff"}
"""Not for the log: nobody set anything up wrongly, or tried something."""


def refuse(
    request: HttpRequest, error: Unacceptable, platform: LearningPlatform | None = None
) -> HttpResponse:
    """The page that says why. Any site may show it in a frame, as what is wrong may be what we
    know of the site; there is nothing on it to click."""
    detail = error.detail.replace("\n", " ")[:500]
    log.warning("launch refused: %s: %s", error.code, detail)
    if platform is not None and error.code not in OF_THE_LESSON:
        launches.refused(platform=platform, reason=error.code, origin=Origin.of(request))
    context = {"message": FOR_PEOPLE.get(error.code, OTHERWISE), "code": error.code}
    status = 404 if error.code in NOT_HERE else 429 if error.code == "too_many" else 403
    response = render(request, "lti/refused.html", context, status=status)
    return in_frames(response, "*")
