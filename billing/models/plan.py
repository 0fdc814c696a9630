from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models

from billing.models.limits import LIMIT_FIELDS, POSITIVE, engine_names
from tenants.models import Tenant


class Plan(models.Model):
    """What a workspace may use, and what it costs.

    Audio is counted in milliseconds, money in the currency's minor unit (cents). A plan with a
    price of 0 is not sold: people begin on it, or the operator puts them there.
    """

    code = models.SlugField(primary_key=True, max_length=30)
    name = models.CharField(max_length=60)
    position = models.PositiveIntegerField(default=0, help_text="Order on the page of plans.")
    public = models.BooleanField(default=True, help_text="Shown to everybody, and sold.")
    price = models.PositiveIntegerField(default=0, help_text="A month, in minor units (cents).")
    currency = models.CharField(max_length=3, default="usd")
    included_ms = models.PositiveBigIntegerField(
        default=0, help_text="Audio a month that the price holds."
    )
    extra_minute = models.PositiveIntegerField(
        default=0, help_text="Price of each further minute, in minor units; 0: free."
    )
    daily_ms = models.PositiveBigIntegerField(help_text="Audio a day.")
    monthly_ms = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="Audio a month; empty: no limit."
    )
    concurrency = models.PositiveIntegerField(
        validators=POSITIVE, help_text="Segments made at the same time."
    )
    weight = models.FloatField(
        validators=[MinValueValidator(0.01)],
        help_text="Share of a busy machine, relative to other tenants.",
    )
    max_sample_rate = models.PositiveIntegerField()
    max_characters = models.PositiveIntegerField(help_text="Length of one text.")
    max_voices = models.PositiveIntegerField()
    streaming = models.BooleanField(default=True, help_text="Audio comes while it is being made.")
    heard_back = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Lines of engines that draw their takes are heard back before they count.",
    )
    engines = engine_names(default=list, help_text="Names, with commas; empty: all.")
    seats = models.PositiveIntegerField(
        null=True, blank=True, help_text="Members; empty: no limit."
    )
    history_days = models.PositiveIntegerField(
        null=True, blank=True, help_text="Jobs are kept so long; empty: for ever."
    )
    audio_days = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="The audio of jobs by API is kept so long; empty: as long as the job. The sound "
        "of lessons stays as long as the lesson.",
    )
    requests_per_minute = models.PositiveIntegerField(
        default=60, validators=POSITIVE, help_text="REST requests of the whole workspace."
    )
    token_requests_per_minute = models.PositiveIntegerField(
        default=60, validators=POSITIVE, help_text="REST requests of one token."
    )
    queued_jobs = models.PositiveIntegerField(
        default=20,
        validators=POSITIVE,
        help_text="Jobs that may be unfinished at the same time.",
    )

    class Meta:
        ordering = ["position", "daily_ms"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(weight__gt=0, concurrency__gt=0), name="plan_can_be_served"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    requests_per_minute__gt=0, token_requests_per_minute__gt=0, queued_jobs__gt=0
                ),
                name="plan_can_be_asked",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_sold(self) -> bool:
        return self.public and self.price > 0


class PlanOverride(models.Model):
    """Other limits for one tenant until `expires_at`. Empty fields leave the plan's limit.

    Of two overrides of the same limit, the newer one wins.
    """

    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="overrides")
    reason = models.CharField(max_length=200)
    expires_at = models.DateTimeField()
    made_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    daily_ms = models.PositiveBigIntegerField(null=True, blank=True)
    monthly_ms = models.PositiveBigIntegerField(null=True, blank=True)
    concurrency = models.PositiveIntegerField(null=True, blank=True, validators=POSITIVE)
    weight = models.FloatField(null=True, blank=True, validators=[MinValueValidator(0.01)])
    max_sample_rate = models.PositiveIntegerField(null=True, blank=True)
    max_characters = models.PositiveIntegerField(null=True, blank=True)
    max_voices = models.PositiveIntegerField(null=True, blank=True)
    streaming = models.BooleanField(null=True, blank=True)
    heard_back = models.BooleanField(null=True, blank=True)
    engines = engine_names(null=True)
    seats = models.PositiveIntegerField(null=True, blank=True)
    history_days = models.PositiveIntegerField(null=True, blank=True)
    audio_days = models.PositiveIntegerField(null=True, blank=True)
    requests_per_minute = models.PositiveIntegerField(null=True, blank=True, validators=POSITIVE)
    token_requests_per_minute = models.PositiveIntegerField(
        null=True, blank=True, validators=POSITIVE
    )
    queued_jobs = models.PositiveIntegerField(null=True, blank=True, validators=POSITIVE)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=(models.Q(weight=None) | models.Q(weight__gt=0))
                & (models.Q(concurrency=None) | models.Q(concurrency__gt=0)),
                name="override_can_be_served",
            )
        ]

    def __str__(self) -> str:
        return f"{self.tenant}: {self.reason}"

    def clean(self) -> None:
        # A form leaves an empty list where nothing was typed.
        self.engines = self.engines or None
        if all(getattr(self, field) is None for field in LIMIT_FIELDS):
            raise ValidationError("Change at least one limit.")
