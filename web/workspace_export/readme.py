"""The zip's README, in the language of whoever asked for it."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tenants.models import Tenant

WIDTH = 24
"""Of the column of names, in characters."""


def readme(
    tenant: Tenant,
    lessons: int,
    jobs: int,
    missing: int,
    *,
    complete: bool,
    now: datetime,
) -> str:
    """What is in the zip, how to read it, and what is not in it; `complete`: private lessons of
    all are."""
    count = ngettext("%(count)d lesson", "%(count)d lessons", lessons) % {"count": lessons}
    job_count = ngettext("%(count)d job", "%(count)d jobs", jobs) % {"count": jobs}
    when = {"name": tenant.name, "when": now.strftime("%Y-%m-%d %H:%M UTC")}
    files = [
        (
            "lessons/",
            _("%(count)s. Each has a folder with three kinds of files:") % {"count": count},
        ),
        ("  lesson.txt", _("its text, to read")),
        ("  lesson.json", _("the lesson with all its settings, as the API gives it")),
        ("  lesson.flac", _("its sound; while lines are not made, “lines/” has those that are")),
        ("lessons/lessons.csv", _("a table of the lessons, those in the bin, too")),
        (
            "jobs/",
            _(
                "%(count)s by API: “jobs.jsonl” has a line of JSON for each, with its text; next to"
                " it is the audio that is still kept"
            )
            % {"count": job_count},
        ),
        ("voices.json", _("your voices, their moods and when they were recorded")),
        ("consents.csv", _("who agreed to what, when, and who has withdrawn")),
        ("consent-checks.csv", _("what the recordings of consents have passed, and by how much")),
        ("pronunciations.csv", _("your dictionary; it can be imported as it is")),
        ("members.csv", _("who belongs to the workspace")),
        ("invitations.csv", _("who was invited, by whom, and who has accepted")),
        ("tokens.csv", _("the names of API tokens, and what they may do")),
        ("usage.csv", _("how much was made each day, in milliseconds of audio")),
        ("usage-by.csv", _("the same by voice, member and API token")),
        ("activity.csv", _("who did what in the workspace, and from where")),
        ("settings.json", _("the tone of the workspace and of voices, limits, what is kept")),
    ]
    left_out = [
        _("recordings of persons and what was made of them to speak in their voices"),
        _("passwords, API tokens themselves and secrets of webhooks: nobody can read them"),
        _("earlier versions of lessons, and what was only tried out"),
    ]
    if not complete:
        left_out.insert(0, _("private lessons of others: only their authors can read those"))
    parts = [
        _("All that is kept of “%(name)s”, as of %(when)s") % when,
        "\n".join(f"{name:<{WIDTH}}{words}" for name, words in files),
        _("Not in here:") + "\n" + "\n".join(f"- {each}" for each in left_out),
    ]
    if missing:
        words = ngettext(
            "%(count)d file could not be put in: “missing.csv” says which and why.",
            "%(count)d files could not be put in: “missing.csv” says which and why.",
            missing,
        )
        parts.append(words % {"count": missing})
    parts.append(
        _(
            "CSV files open in Excel and other spreadsheets. An apostrophe at the beginning of a"
            " cell keeps them from running it as a formula. JSON files and FLAC sound open in most"
            " programs. Every sound carries the label that it is synthetic."
        )
    )
    return "\n\n".join(parts) + "\n"
