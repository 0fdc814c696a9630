"""Request and response bodies of the dictionary; the docstrings are part of the reference."""

from typing import Any

from rest_framework import serializers

from rest.answer_fields import Constant
from rest.json_fields import Flag, Text, Whole
from synthesis.encode import FORMATS
from synthesis.engines.base import Spelling
from synthesis.text.span import Span
from voices.dictionary.conflicts import Conflict
from voices.dictionary.entry import KINDS, LANGUAGES, Entry

MAX_PREVIEW = 500


# Takes the fields of an Entry, and renders one.
class EntryFields(serializers.Serializer[Entry]):
    word = Text(max_length=200)
    kind = serializers.ChoiceField(KINDS)
    value = Text(max_length=400)
    language = serializers.ChoiceField(LANGUAGES, default="", allow_blank=True)
    match_case = Flag(default=False)
    whole_word = Flag(default=True)


class DictionaryRequest(serializers.Serializer[None]):
    entries = EntryFields(many=True)
    version = Whole(
        required=False, min_value=0, help_text="Refused (409) where the dictionary is another now."
    )


# Renders a Conflict.
class ConflictFields(serializers.Serializer[Conflict]):
    kind = serializers.CharField()
    first = EntryFields()
    second = EntryFields()


# Renders a Dictionary.
class DictionaryAnswer(serializers.Serializer[Any]):
    object = Constant("pronunciation.dictionary")
    version = serializers.IntegerField()
    entries = EntryFields(many=True)
    conflicts = ConflictFields(many=True)


class PreviewRequest(serializers.Serializer[None]):
    text = Text(max_length=MAX_PREVIEW)
    entries = EntryFields(many=True, default=list)
    audio = Flag(default=False)
    voice = Text(max_length=60, required=False)
    response_format = serializers.ChoiceField(list(FORMATS), default="mp3")


# Renders a Span.
class SpanFields(serializers.Serializer[Span]):
    language = serializers.CharField()
    text = serializers.CharField()
    reading = serializers.CharField()


# Renders a Spelling.
class SpellingFields(serializers.Serializer[Spelling]):
    """`phonemes` are the model's own; `pinyin` (with tone numbers) spells the Mandarin parts."""

    phonemes = serializers.CharField()
    pinyin = serializers.CharField()


# Renders a Preview.
class PreviewAnswer(serializers.Serializer[Any]):
    object = Constant("pronunciation.preview")
    version = serializers.IntegerField()
    spans = SpanFields(many=True)
    model = serializers.CharField()
    now = SpellingFields(
        allow_null=True, help_text="By the dictionary as it is. Null: only the model knows."
    )
    new = SpellingFields(allow_null=True, help_text="With `entries` in it.")
