"""The limits that a plan sets and an override may change, under the same field names."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models

LIMIT_FIELDS = (
    "daily_ms",
    "monthly_ms",
    "concurrency",
    "weight",
    "max_sample_rate",
    "max_characters",
    "max_voices",
    "streaming",
    "heard_back",
    "engines",
    "seats",
    "history_days",
    "audio_days",
    "requests_per_minute",
    "token_requests_per_minute",
    "queued_jobs",
)

POSITIVE = [MinValueValidator(1)]


def engine_names(**options: Any) -> "ArrayField[Any, Any]":
    """Names of engines as the queue knows them."""
    return ArrayField(models.CharField(max_length=30), blank=True, **options)
