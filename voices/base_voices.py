"""How an engine's base voices are shown: grouped by language, with names a person can read."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext_lazy as _

# In the order in which pages show them: first the languages that texts may be in.
LANGUAGES = {
    "zh": _("Mandarin"),
    "en-us": _("English (US)"),
    "en-gb": _("English (UK)"),
    "es": _("Spanish"),
    "fr": _("French"),
    "hi": _("Hindi"),
    "it": _("Italian"),
    "ja": _("Japanese"),
    "pt-br": _("Portuguese (Brazil)"),
}
SPOKEN = ("zh", "en")
GENDERS = {"female": _("female"), "male": _("male")}
# Names that Chinese writes with characters; all others are shown as they are.
PERSONS = {
    "xiaobei": _("Xiaobei"),
    "xiaoni": _("Xiaoni"),
    "xiaoxiao": _("Xiaoxiao"),
    "xiaoyi": _("Xiaoyi"),
    "yunjian": _("Yunjian"),
    "yunxi": _("Yunxi"),
    "yunxia": _("Yunxia"),
    "yunyang": _("Yunyang"),
}


class BaseVoice(Protocol):
    """The fields of synthesis.engines.base.BaseVoice that are used here."""

    @property
    def name(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def gender(self) -> str: ...


@dataclass(frozen=True, slots=True)
class ShownVoice:
    """`name` is what the engine knows (af_heart), `person` what people read (Heart)."""

    name: str
    person: str
    gender: str
    language: str

    @property
    def title(self) -> str:
        """Such as “Heart · English (US) · female”."""
        return f"{self.person} · {self.language} · {self.gender}"


@dataclass(frozen=True, slots=True)
class VoiceGroup:
    """Voices of one language; `spoken` if texts may be in it."""

    language: str
    spoken: bool
    voices: list[ShownVoice]


def shown(voice: BaseVoice) -> ShownVoice:
    """A base voice in the language of the page."""
    person = voice.name.partition("_")[2] or voice.name
    return ShownVoice(
        name=voice.name,
        person=str(PERSONS.get(person, person.replace("_", " ").title())),
        gender=str(GENDERS.get(voice.gender, voice.gender)),
        language=str(LANGUAGES.get(voice.language, voice.language)),
    )


def by_language(voices: Iterable[BaseVoice]) -> list[VoiceGroup]:
    """Base voices in groups of one language each, in the order of LANGUAGES."""
    groups: dict[str, list[ShownVoice]] = {}
    for voice in voices:
        groups.setdefault(voice.language, []).append(shown(voice))
    order = [*LANGUAGES, *sorted(set(groups) - set(LANGUAGES))]
    return [
        VoiceGroup(str(LANGUAGES.get(code, code)), code.partition("-")[0] in SPOKEN, groups[code])
        for code in order
        if code in groups
    ]
