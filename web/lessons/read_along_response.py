"""The response with a lesson as a page to read along, for pages and REST alike."""

from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lessons.export.names import disposition, file_name
from lessons.export.read_along.page import AUDIO, LONGEST_MS, Look, write_read_along
from lessons.models import Lesson
from lessons.services.spoken import spoken_lesson
from synthesis.aigc.producer import HEADER, producer, tags_for
from tenants.models import Tenant
from tenants.refusal import Refused
from tenants.sealing.encrypted_scratch import encrypted_scratch
from web.audio.whole_file import whole_file

CONTENT_TYPE = "text/html; charset=utf-8"
MINUTE_MS = 60_000


def read_along_response(tenant: Tenant, lesson: Lesson) -> HttpResponseBase:
    """The page as a file with the lesson's title for its name, in the reader's language.

    Raises Refused: the lesson is empty or lines are missing (409), or it is too long (422).
    """
    spoken = spoken_lesson(tenant=tenant, lesson=lesson)
    if spoken.ms > LONGEST_MS:
        message = _(
            "A read-along page has at most %(max)d minutes of audio, and this lesson has "
            "%(minutes)d. Divide the lesson, or download its audio."
        )
        figures = {"max": LONGEST_MS // MINUTE_MS, "minutes": -(-spoken.ms // MINUTE_MS)}
        raise Refused("lesson_too_long", message % figures, status=422)
    look = Look(
        style=_static("read_along.css"),
        script=_static("js/read_along.js"),
        wording=wording(),
        language=page_language(),
    )
    page = encrypted_scratch()  # the answer closes it
    with encrypted_scratch() as audio:
        tags = tags_for(lesson.id, AUDIO)
        write_read_along(spoken, look=look, tags=tags, audio=audio, out=page)
    response = whole_file(page, CONTENT_TYPE)
    # Never shown from here: the page is for opening without us, and our policy would stop it.
    response["Content-Disposition"] = disposition(file_name(spoken.title, "html"))
    response[HEADER] = producer().label(lesson.id)
    return response


def wording() -> dict[str, str]:
    """The words of a page to read along, in the reader's language."""
    return {
        "untitled": _("Untitled"),
        "label": _("The voice in this lesson is synthetic: made by AI with %(producer)s.")
        % {"producer": producer().name},
        "contents": _("Contents"),
        "player": _("Player"),
        "play": _("Play"),
        "pause": _("Pause"),
        "back": _("Line before"),
        "on": _("Next line"),
        "speed": _("Listening speed"),
        "place": _("Place in the lesson"),
        "noscript": _("To listen, open this page in a browser that runs JavaScript."),
    }


def page_language() -> str:
    """The reader's language as an IETF tag."""
    return "zh-Hans" if get_language() == "zh-hans" else "en"


@cache
def _static(name: str) -> str:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return Path(found).read_text(encoding="utf-8")
