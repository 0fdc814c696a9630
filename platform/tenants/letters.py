"""Mail in the language of the person who gets it."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation


def letter(
    subject: str, body: str, context: dict[str, Any], *, language: str = ""
) -> tuple[str, str]:
    """(subject, body) of a mail from two templates in the person's language.

    Without one, as it is not known, it is written in every language of LANGUAGES in turn.
    """
    subjects, parts = [], []
    for each in [language] if language else [code for code, _name in settings.LANGUAGES]:
        with translation.override(each):
            subjects.append(" ".join(render_to_string(subject, context).split()))
            parts.append(render_to_string(body, context).strip())
    return " · ".join(subjects), "\n\n—\n\n".join(parts)
