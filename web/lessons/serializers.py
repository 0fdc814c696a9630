"""Request and response bodies of lessons in REST; the docstrings are part of the reference.

What a line is, `lessons.document` decides: the serializers describe it, and check the outer form.
"""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from lessons.document import KINDS, READING_KINDS
from lessons.files.blocks import LEFT_OUT, READ_AS
from lessons.material import INPUT_FORMATS
from lessons.material.script import NOTES
from lessons.models import Lesson
from lessons.services.readings import DECIDERS, GIVEN
from lessons.services.states import STATES
from lessons.services.unheard import Unheard
from rest.answer_fields import Constant
from rest.json_fields import Flag, Number, Text, Whole
from rest.listing import ListAnswer
from synthesis.readings import KINDS as DOUBTS
from synthesis.text.skipped import KINDS as UNHEARD_KINDS
from voices.dictionary.entry import KINDS as ENTRY_KINDS

IGNORED = (*LEFT_OUT, *READ_AS, NOTES)


class SettingsFields(serializers.Serializer[Any]):
    """How the whole lesson is spoken. What is empty or null follows the workspace's tone."""

    model = Text(required=False, allow_blank=True, max_length=100)
    voice = Text(required=False, allow_blank=True, max_length=100)
    mood = Text(required=False, allow_blank=True, max_length=20)
    speed = Number(required=False, allow_null=True)
    expressiveness = Number(required=False, allow_null=True)
    gain_db = Number(required=False, allow_null=True)
    sentence_pause_ms = Whole(required=False, allow_null=True)
    paragraph_pause_ms = Whole(required=False, allow_null=True)
    speakers = serializers.DictField(
        child=Text(allow_blank=True, max_length=100),
        required=False,
        help_text="The voices of those who speak in a dialogue, by their names in it.",
    )


class ReadingFields(serializers.Serializer[Any]):
    """How a place of the line is said; places count Unicode code points."""

    start = Whole(min_value=0)
    end = Whole(min_value=1)
    kind = serializers.ChoiceField(list(READING_KINDS))
    value = Text(
        max_length=200,
        help_text="For `say_as`: characters, ordinal, fraction, date:dmy … as `say_as` takes in "
        "POST /v1/jobs.",
    )


class LineFields(serializers.Serializer[Any]):
    """One sentence or heading, or a pause. What is empty or null follows the settings."""

    key = Text(
        min_length=6,
        max_length=20,
        help_text="6 to 20 small letters and digits, made by whoever adds the line; never reused.",
    )
    kind = serializers.ChoiceField(list(KINDS), required=False)
    text = Text(required=False, allow_blank=True, trim_whitespace=False, max_length=1000)
    ends_paragraph = Flag(required=False)
    speaker = Text(
        required=False,
        allow_blank=True,
        max_length=60,
        help_text="The name of whoever says it in a dialogue; it is not read aloud.",
    )
    voice = Text(required=False, allow_blank=True, max_length=100)
    mood = Text(required=False, allow_blank=True, max_length=20)
    speed = Number(required=False, allow_null=True)
    expressiveness = Number(required=False, allow_null=True)
    pause_ms = Whole(required=False, allow_null=True, help_text="Silence after the line.")
    take = Whole(required=False, help_text="How often it was to be said differently.")
    readings = ReadingFields(many=True, required=False)
    changed = Whole(required=False, help_text="The revision of the last change; not read.")


class LessonRequest(serializers.Serializer[None]):
    title = Text(required=False, allow_blank=True, max_length=200)
    input = Text(
        required=False,
        allow_blank=True,
        trim_whitespace=False,
        help_text="A text, which is cut into lines; they follow `lines`. In a dialogue "
        "(`Anna: …`) the names become speakers.",
    )
    input_format = serializers.ChoiceField(
        list(INPUT_FORMATS),
        required=False,
        help_text="Of SSML, `p`, `s`, `break`, `say-as` (letter by letter), `sub`, `phoneme` and "
        "`voice` are followed; a voice's name becomes a speaker.",
    )
    settings = SettingsFields(required=False)
    lines = LineFields(many=True, required=False)
    folder = Text(required=False, allow_blank=True, max_length=60)
    access = serializers.ChoiceField(Lesson.Access.values, required=False)


@extend_schema_field(OpenApiTypes.BINARY)
class DocumentField(serializers.FileField):
    """A document, as a part of a multipart body."""


class LessonImport(serializers.Serializer[None]):
    file = DocumentField(
        allow_empty_file=True,
        help_text="DOCX, PPTX, ODT, PDF with text, EPUB, HTML, Markdown, SRT, WebVTT or plain "
        "text. Its content tells which; the name only tells Markdown from plain text.",
    )
    title = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=200,
        help_text="By default that of the document, or the name of the file.",
    )
    notes = serializers.BooleanField(
        required=False, default=False, help_text="Read the notes of slides behind their slides."
    )
    chapters = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=500_000),
        required=False,
        allow_empty=False,
        max_length=5_000,
        help_text="Only these chapters, counted from 1 in the order of the file. By default all.",
    )
    folder = serializers.CharField(required=False, allow_blank=True, max_length=60)
    access = serializers.ChoiceField(Lesson.Access.values, required=False)


class LessonUpdate(serializers.Serializer[None]):
    base_revision = Whole(
        required=False, min_value=0, help_text="The revision that the changes are based on."
    )
    title = Text(required=False, allow_blank=True, max_length=200)
    settings = SettingsFields(required=False)
    upsert = LineFields(many=True, required=False, help_text="New lines, and changed ones whole.")
    delete = serializers.ListField(child=Text(), required=False, help_text="Keys of lines.")
    order = serializers.ListField(
        child=Text(), required=False, help_text="The keys of all lines, in their new order."
    )
    folder = Text(required=False, allow_blank=True, max_length=60)
    access = serializers.ChoiceField(Lesson.Access.values, required=False)


class LessonAnswer(serializers.Serializer[Any]):
    id = serializers.CharField()
    object = Constant("lesson")
    title = serializers.CharField(allow_blank=True)
    folder = serializers.CharField(allow_blank=True)
    access = serializers.ChoiceField(Lesson.Access.values)
    revision = serializers.IntegerField()
    line_count = serializers.IntegerField()
    author = serializers.CharField(allow_null=True)
    can = serializers.ListField(child=serializers.CharField())
    created_at = serializers.IntegerField()
    updated_at = serializers.IntegerField()
    binned_at = serializers.IntegerField(allow_null=True)


class WholeLesson(LessonAnswer):
    settings = SettingsFields()
    lines = LineFields(many=True)


class NewLesson(WholeLesson):
    ignored = serializers.ListField(
        child=serializers.CharField(),
        help_text="What the input asks for that a lesson does not follow; its text is read.",
    )


class UnheardAnswer(serializers.Serializer[Unheard]):
    kind = serializers.ChoiceField(
        UNHEARD_KINDS,
        help_text="`letters` are of a script that no voice here reads, an `address` is the part of "
        "a link that is left out.",
    )
    count = serializers.IntegerField()
    examples = serializers.ListField(child=serializers.CharField(), help_text="The commonest.")


class ImportedLesson(WholeLesson):
    ignored = serializers.ListField(
        child=serializers.ChoiceField(IGNORED),
        help_text="What of the file is not read, or read in another form: tables row by row, "
        "text boxes behind their paragraph.",
    )
    unheard = UnheardAnswer(many=True, help_text="What nobody will hear of its first lines.")


class LessonList(ListAnswer):
    data = LessonAnswer(many=True)  # type: ignore[assignment]  # DRF takes fields out of the class


class MakeRequest(serializers.Serializer[None]):
    keys = serializers.ListField(child=Text(), required=False, help_text="All lines by default.")
    start = Text(required=False, allow_blank=True, help_text="The key of the line to begin with.")


class MakeAnswer(serializers.Serializer[Any]):
    object = Constant("lesson.made")
    submitted = serializers.ListField(child=serializers.CharField())
    already = serializers.ListField(child=serializers.CharField())
    cannot = serializers.DictField(child=serializers.CharField(), help_text="Key → why not.")


class LessonEstimate(serializers.Serializer[Any]):
    object = Constant("lesson.estimate")
    lines = serializers.IntegerField(help_text="Lines that are missing.")
    audio_ms = serializers.IntegerField()
    left_ms = serializers.IntegerField(help_text="What is left of today's quota.")
    fits = serializers.BooleanField()


class StopAnswer(serializers.Serializer[Any]):
    object = Constant("lesson.stopped")
    jobs = serializers.IntegerField(help_text="How many parts of the work were stopped.")


class RestoreRequest(serializers.Serializer[None]):
    version = Text(
        required=False,
        help_text="The id of a version; without it, the lesson is taken out of the bin.",
    )


class LineStateAnswer(serializers.Serializer[Any]):
    key = serializers.CharField()
    state = serializers.ChoiceField(STATES)
    digest = serializers.CharField(allow_blank=True, help_text="Names the wanted sound.")
    playing = serializers.CharField(allow_blank=True, help_text="Names what can be heard.")
    ms = serializers.IntegerField()
    cannot = serializers.CharField(allow_blank=True, help_text="Why it can't be made, or waits.")
    free_remake = serializers.BooleanField(
        help_text="Saying it differently would not be counted today."
    )


class LineStateList(serializers.Serializer[Any]):
    object = Constant("list")
    revision = serializers.IntegerField()
    data = LineStateAnswer(many=True)  # type: ignore[assignment]  # DRF takes fields out of the class


class VersionAnswer(serializers.Serializer[Any]):
    id = serializers.CharField()
    object = Constant("lesson.version")
    revision = serializers.IntegerField()
    author = serializers.CharField(allow_null=True)
    line_count = serializers.IntegerField()
    created_at = serializers.IntegerField()
    updated_at = serializers.IntegerField()


class VersionList(serializers.Serializer[Any]):
    object = Constant("list")
    data = VersionAnswer(many=True)  # type: ignore[assignment]  # DRF takes fields out of the class


class LineWordAnswer(serializers.Serializer[Any]):
    start = serializers.IntegerField(
        help_text="Where it begins in the line's text, in Unicode code points."
    )
    end = serializers.IntegerField()
    start_ms = serializers.IntegerField(help_text="When it begins to be heard in the line's audio.")
    end_ms = serializers.IntegerField()


class WordsAnswer(serializers.Serializer[Any]):
    object = Constant("lesson.words")
    digest = serializers.CharField(help_text="Names the audio that the times are of.")
    method = serializers.ChoiceField(
        ["aligned", "estimated"],
        help_text="`aligned` by the model that spoke the words, or `estimated` from their lengths "
        "and the pauses between them.",
    )
    words = LineWordAnswer(many=True)


class WordReadingAnswer(serializers.Serializer[Any]):
    """A reading of a word; one without `kind` and `value` follows the voice's own rules."""

    kind = serializers.ChoiceField(["", *ENTRY_KINDS], help_text="As in a line's `readings`.")
    value = serializers.CharField(allow_blank=True)
    written = serializers.CharField(allow_blank=True, help_text="As people write it.")
    spoken = serializers.BooleanField(
        help_text="It is what would be spoken now. Of no reading where only the model knows."
    )


class LineWordReadingsAnswer(serializers.Serializer[Any]):
    start = serializers.IntegerField(
        help_text="Where the word begins in the line's text, in Unicode code points."
    )
    end = serializers.IntegerField()
    text = serializers.CharField()
    kind = serializers.ChoiceField(
        [*DOUBTS, GIVEN],
        help_text="`polyphone` and `heteronym` have several readings, `unknown` is in no "
        "dictionary, `ambiguous` are figures, signs and abbreviations that can be read in several "
        "ways, `given` is another word that the line or the dictionary has a reading for.",
    )
    decided_by = serializers.ChoiceField(
        DECIDERS, help_text="Who determines what is spoken now: `line` by its own `readings`."
    )
    readings = WordReadingAnswer(many=True)


class ReadingsAnswer(serializers.Serializer[Any]):
    object = Constant("lesson.readings")
    revision = serializers.IntegerField()
    data = LineWordReadingsAnswer(many=True)  # type: ignore[assignment]  # DRF takes fields out of the class
