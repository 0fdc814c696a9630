"""Request and response bodies of estimates in REST; docstrings are part of the reference."""

from typing import Any

from rest_framework import serializers

from billing.pricing import Price
from billing.quota import Quota
from rest.answer_fields import Constant
from synthesis.text.saying.explained import Explained, Other
from synthesis.text.skipped import KINDS as SKIPPED_KINDS
from synthesis.text.skipped import Skipped
from web.jobs.serializers import TextField, TextRequest, VoiceField


class EstimateRequest(TextRequest):
    input = TextField()
    voice = VoiceField()


class OtherReading(serializers.Serializer[Other]):
    kind = serializers.CharField(help_text="Often one that `say_as` takes.")
    said = serializers.CharField()


class ExplainedPlace(serializers.Serializer[Explained]):
    start = serializers.IntegerField(help_text="Where it begins in `input`, in code points.")
    end = serializers.IntegerField()
    written = serializers.CharField()
    kind = serializers.CharField(
        help_text="What it was taken for: date, time, fraction, range, year, quantity, formula, "
        "roman, abbreviation …; `given` by the dictionary or by `say_as`."
    )
    said = serializers.CharField(help_text="In words.")
    others = OtherReading(many=True, help_text="What else it could be, the likeliest first.")


class SkippedPlace(serializers.Serializer[Skipped]):
    start = serializers.IntegerField(help_text="Where it begins in `input`, in code points.")
    end = serializers.IntegerField()
    written = serializers.CharField(source="text")
    kind = serializers.ChoiceField(
        SKIPPED_KINDS,
        help_text="`letters` are of a script that no voice here reads, an `address` is the part of "
        "a link that is left out.",
    )


class QuotaLeft(serializers.Serializer[Quota]):
    limit_ms = serializers.IntegerField()
    left_ms = serializers.IntegerField()


class PriceAnswer(serializers.Serializer[Price]):
    amount = serializers.IntegerField()
    currency = serializers.CharField()


# Renders an Estimate.
class EstimateAnswer(serializers.Serializer[Any]):
    object = Constant("estimate")
    characters = serializers.IntegerField()
    segments = serializers.IntegerField()
    audio_ms = serializers.IntegerField()
    quota = QuotaLeft()
    price = PriceAnswer()
    fits = serializers.BooleanField()
    readings = ExplainedPlace(
        many=True,
        required=False,
        help_text="With `?explain=1`: the places that are said in other words than they are "
        "written in, in order.",
    )
    skipped = SkippedPlace(
        many=True, required=False, help_text="With `?explain=1`: what nobody will hear."
    )
