"""Front ends of others, run in a Python of their own: `python outside.py NAME LANGUAGE [FOLDER]`.

Reads a JSON list of texts and writes the list of what is spoken of each. Imports nothing of
Lectern: the Python that runs it has the front end's packages and may have none of ours. Exits with
a sentence and status 3 where the front end is missing or has no such language.
"""

from __future__ import annotations

import importlib
import json
import re
import sys
import types
from collections.abc import Callable
from pathlib import Path

MISSING = 3
Spoken = Callable[[str], str]


def nemo(language: str, _folder: str) -> Spoken:
    """NVIDIA's NeMo text processing: grammars that Pynini compiles, which takes minutes once."""
    module = importlib.import_module("nemo_text_processing.text_normalization.normalize")
    normaliser = module.Normalizer(input_case="cased", lang=language)
    return lambda text: str(normaliser.normalize(text, punct_post_process=False))


def kokoro_fastapi(language: str, folder: str) -> Spoken:
    """Kokoro-FastAPI's normaliser from a checkout, with the defaults of its requests."""
    if language != "en":
        raise ImportError("Kokoro-FastAPI normalises English only")
    if not (Path(folder) / "api/src/services/text_processing/normalizer.py").is_file():
        raise ImportError("no checkout of Kokoro-FastAPI was given")
    # Its packages load the whole server, and PyTorch for a name that is not used.
    sys.modules.setdefault("torch", types.SimpleNamespace(mul=None))  # type: ignore[arg-type]
    for name in ("api", "api.src", "api.src.services", "api.src.services.text_processing",
                 "api.src.structures"):  # fmt: skip
        package = types.ModuleType(name)
        package.__path__ = [str(Path(folder, *name.split(".")))]
        sys.modules[name] = package
    normalizer = importlib.import_module("api.src.services.text_processing.normalizer")
    schemas = importlib.import_module("api.src.structures.schemas")
    options = schemas.NormalizationOptions()
    return lambda text: str(normalizer.normalize_text(text, options))


def with_num2words(language: str, _folder: str) -> Spoken:
    """The front end that one writes in an hour over num2words: ordinals, money, years, numbers."""
    num2words = importlib.import_module("num2words").num2words
    if language != "en":
        raise ImportError("num2words has no Mandarin")
    money = {"£": "GBP", "$": "USD", "€": "EUR"}

    def say(match: re.Match[str]) -> str:
        number = match["number"].replace(",", "")
        if match["ordinal"]:
            return str(num2words(int(float(number)), to="ordinal"))
        if match["currency"]:
            value = float(number) if "." in number else int(number) * 100
            return str(num2words(value, to="currency", currency=money[match["currency"]]))
        if len(number) == 4 and number[:2] in ("17", "18", "19", "20") and "," not in match[0]:
            return str(num2words(int(number), to="year"))
        return str(num2words(float(number) if "." in number else int(number)))

    pattern = re.compile(
        r"(?P<currency>[£$€])?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
        r"(?P<ordinal>(?:st|nd|rd|th)\b)?"
    )
    return lambda text: pattern.sub(say, text)


FRONT_ENDS: dict[str, Callable[[str, str], Spoken]] = {
    "nemo": nemo,
    "kokoro-fastapi": kokoro_fastapi,
    "num2words": with_num2words,
}


def main() -> int:
    name, language, folder = (*sys.argv[1:], "")[:3]
    try:
        spoken = FRONT_ENDS[name](language, folder)
    except (ImportError, NotImplementedError) as error:
        print(error, file=sys.stderr)
        return MISSING
    said = []
    for text in json.load(sys.stdin):
        try:
            said.append(spoken(text))
        except Exception as error:  # what it fails at counts as wrong, and is shown
            said.append(f"({type(error).__name__}: {error})")
    json.dump(said, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
