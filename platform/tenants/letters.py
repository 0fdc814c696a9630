"""Mail to people whose language is not known."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation


def in_all_languages(subject: str, body: str, context: dict[str, Any]) -> tuple[str, str]:
    """(subject, body) of a mail from two templates, every language of LANGUAGES in turn."""
    subjects, parts = [], []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            subjects.append(" ".join(render_to_string(subject, context).split()))
            parts.append(render_to_string(body, context).strip())
    return " · ".join(subjects), "\n\n—\n\n".join(parts)
