"""Who speaks in a dialogue, and with which voice."""

from dataclasses import replace

from lessons.document import Document, Settings
from lessons.sounding import FIRST_LANGUAGE
from synthesis.text.language import main_language
from synthesis.voice_choice import choose, engine_spec
from tenants.refusal import Refused
from voices import access


def cast(document: Document, *, user: int | None) -> Settings:
    """The document's settings, with a voice for each speaker of its lines who is new to them.

    A voice that goes by the speaker's name is his, where the member who writes (None for a
    program) may use it. The others get base voices of the language
    that they speak, each another one as long as there are enough, of a man and a woman in turn.
    """
    settings = document.settings
    said: dict[str, list[str]] = {}
    for line in document.lines:
        if line.speaker and line.speaker not in settings.speakers:
            said.setdefault(line.speaker, []).append(line.text)
    if not said:
        return settings
    speakers = dict(settings.speakers)
    engine = engine_spec(settings.model)
    for name in said:
        try:
            voice = choose(name, engine=engine)
            access.check_use(user, voice)
            speakers[name] = voice
        except Refused:
            continue  # no voice of that name that can be used: one of the base voices below
    for name, texts in said.items():
        if name in speakers:
            continue
        wanted = FIRST_LANGUAGE[main_language("\n".join(texts[:50]))]
        able = [voice for voice in engine.base_voices if voice.language in wanted]
        if able:
            taken = [*speakers.values(), settings.voice]
            genders = [each.gender for each in engine.base_voices if each.name in taken[:-1]]
            rank = [(taken.count(each.name), genders.count(each.gender)) for each in able]
            speakers[name] = able[rank.index(min(rank))].name
    return replace(settings, speakers=speakers)
