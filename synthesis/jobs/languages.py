"""Refuses texts in a language that an engine does not speak, rather than leave words out."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from synthesis.engines.base import EngineSpec
from synthesis.text.language import HAN
from tenants.refusal import Refused

_HAN_CHAR = re.compile(f"[{HAN}]")


LANGUAGE_NOT_OF_MODEL = "language_not_of_model"


def unspoken(engine: EngineSpec, text: str) -> str:
    """The first character of a text that is in no language of the engine's; empty without one."""
    if "zh" in engine.languages:
        return ""
    found = _HAN_CHAR.search(text)
    return found.group() if found else ""


def check_languages(engine: EngineSpec, texts: Iterable[str]) -> None:
    """Raises Refused where a text has Chinese characters and the engine speaks no Mandarin."""
    if character := next(filter(None, (unspoken(engine, text) for text in texts)), ""):
        message = _("The model “%(model)s” speaks English only; the text has “%(character)s”.")
        figures = {"model": engine.name, "character": character}
        raise Refused(LANGUAGE_NOT_OF_MODEL, message % figures, param="model")
