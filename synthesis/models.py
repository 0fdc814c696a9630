from django.db import models
from django.utils.translation import gettext_lazy as _

from billing.spender import Spender
from synthesis.word_times import WordTimes
from tenants.naming.identifiers import new_id
from tenants.sealing.sealed_fields import SealedJSONField, SealedTextField


def new_job_id() -> str:
    return new_id("job")


class JobQuerySet(models.QuerySet["Job"]):
    def listed(self) -> "JobQuerySet":
        """The jobs that lists show."""
        return self.filter(purpose=Job.Purpose.TEXT)

    def heard_live(self) -> "JobQuerySet":
        """Those whose sound was sent while it was made: a voice agent has one for each sentence."""
        return self.filter(interactive=True)

    def in_background(self) -> "JobQuerySet":
        """Those whose sound was fetched later, or never."""
        return self.filter(interactive=False)

    def shown(self) -> "JobQuerySet":
        """The jobs that whoever knows their id may open; the jobs of lessons belong to these."""
        return self.exclude(purpose=Job.Purpose.LESSON)


class Job(models.Model):
    """A text to speak in a voice: a list of segments."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Being made")
        COMPLETED = "completed", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")
        PAUSED = "paused", _("Paused")

    class Purpose(models.TextChoices):
        TEXT = "text"
        PREVIEW = "preview"
        LESSON = "lesson"

    # In the queue.
    OPEN = (Status.QUEUED, Status.RUNNING)

    id = models.CharField(primary_key=True, max_length=40, default=new_job_id, editable=False)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.QUEUED)
    engine = models.CharField(max_length=30)
    voice = models.CharField(max_length=60, help_text="A base voice's name or a voice's id.")
    input = SealedTextField()
    speed = models.FloatField(default=1.0)
    expressiveness = models.FloatField(default=1.0)
    mood = models.CharField(
        max_length=20, blank=True, help_text="What its voice is spoken in; empty: as it is."
    )
    gain_db = models.FloatField(default=0.0)
    sentence_pause_ms = models.PositiveIntegerField(default=0)
    paragraph_pause_ms = models.PositiveIntegerField(default=0)
    seed = models.BigIntegerField(default=0)
    dictionary_version = models.BigIntegerField(default=0, help_text="0: there was none.")
    pronunciations = SealedJSONField(
        default=list, help_text="Entries for this job alone, before the dictionary's."
    )
    reading_style = models.JSONField(
        null=True,
        help_text="Where it was not the default one: what differs (synthesis.text.ReadingStyle).",
    )
    interactive = models.BooleanField(default=False)
    continuity = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Each sentence is spoken as the continuation of those before it, in order.",
    )
    purpose = models.CharField(
        max_length=10,
        choices=Purpose.choices,
        default=Purpose.TEXT,
        help_text="A text of its own; something to try; or lines of lessons.",
    )
    sample_rate = models.PositiveIntegerField()
    segments_total = models.PositiveIntegerField()
    segments_done = models.PositiveIntegerField(default=0)
    revisions = models.JSONField(default=dict, help_text="Segment index → how often it was remade.")
    held_from = models.PositiveIntegerField(
        null=True,
        help_text="Segments from this one on wait for quota, neither reserved nor queued.",
    )
    audio_ms = models.PositiveBigIntegerField(default=0)
    usage_day = models.DateField(help_text="The day whose quota was reserved last.")
    error_code = models.CharField(max_length=40, blank=True)
    created_by = models.ForeignKey(
        "accounts.User", models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    api_token = models.UUIDField(null=True)
    traceparent = models.CharField(max_length=60, blank=True)
    request_id = models.CharField(
        max_length=64, blank=True, default="", db_default="", help_text="Of the request for it."
    )
    webhook = models.CharField(max_length=2000, blank=True, help_text="Told when the job ends.")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    audio_expired_at = models.DateTimeField(
        null=True, help_text="When its audio was deleted for its age; the job stays."
    )

    whole_at = models.DateTimeField(
        null=True, help_text="When a whole file of it was kept last; null while none is."
    )

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["-created_at"])]

    def __str__(self) -> str:
        return self.id

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    @property
    def may_go_on(self) -> bool:
        """It is in the queue, or waits for quota: more of it may be made."""
        return self.is_open or self.status == self.Status.PAUSED

    @property
    def spender(self) -> Spender:
        return self.spender_of(self.voice)

    def spender_of(self, voice: str) -> Spender:
        """Whom the audio in one of its voices is counted for."""
        return Spender(voice=voice, member=self.created_by_id, token=self.api_token)

    def unfinished_segments(self) -> models.QuerySet["Segment"]:
        """The segments that are still to be made."""
        return self.segments.filter(finished_at=None, error_code="")

    def reserved_segments(self) -> models.QuerySet["Segment"]:
        """The unfinished segments that are in the queue, with their quota reserved."""
        unfinished = self.unfinished_segments()
        return unfinished if self.held_from is None else unfinished.filter(index__lt=self.held_from)

    @property
    def percent(self) -> int:
        return round(100 * self.segments_done / max(1, self.segments_total))


class Segment(models.Model):
    """One sentence or two of a job; a finished segment is the receipt for its audio.

    In a job of lines, a segment may have a voice, a tone and readings of its own; what is null
    here, or an empty voice, is the job's.
    """

    job = models.ForeignKey(Job, models.CASCADE, related_name="segments")
    index = models.PositiveIntegerField()
    text = SealedTextField(bound_to=("job_id", "index"))
    language = models.CharField(max_length=10, help_text="The main language of the text.")
    estimate_ms = models.PositiveIntegerField()
    previous_text = SealedTextField(
        bound_to=("job_id", "index"), default="", help_text="What it said before it was remade."
    )
    revision = models.PositiveIntegerField(default=0, help_text="How often it was remade.")
    pause_ms = models.PositiveIntegerField(default=0, help_text="Silence at its end.")
    voice = models.CharField(max_length=60, blank=True)
    source = models.CharField(
        max_length=80,
        blank=True,
        help_text="What of its voice it is spoken from (source_name); empty: the newest take.",
    )
    # Empty means that the voice speaks as it is, which the job's mood must not replace.
    mood = models.CharField(max_length=20, null=True)  # noqa: DJ001
    speed = models.FloatField(null=True)
    expressiveness = models.FloatField(null=True)
    gain_db = models.FloatField(null=True)
    seed = models.BigIntegerField(null=True)
    readings = SealedJSONField(
        bound_to=("job_id", "index"),
        default=list,
        help_text="How certain places of the text are read (synthesis.text.Reading).",
    )
    free = models.BooleanField(default=False, help_text="Its audio is not counted.")
    error_code = models.CharField(
        max_length=40, blank=True, help_text="Why it was given up, while the job went on."
    )
    audio_ms = models.PositiveIntegerField(null=True, help_text="Set when it is finished.")
    finished_at = models.DateTimeField(null=True)
    kept = SealedJSONField(
        bound_to=("job_id", "index"),
        null=True,
        help_text="What its engine kept of it, for the sentences after it (Before).",
    )
    timed_words = SealedJSONField(
        bound_to=("job_id", "index"),
        null=True,
        help_text="When each word is heard (WordTimes).",
    )

    class Meta:
        ordering = ["index"]
        constraints = [models.UniqueConstraint(fields=["job", "index"], name="segment_of_job")]

    def __str__(self) -> str:
        return f"{self.job_id}[{self.index}]"

    @property
    def is_done(self) -> bool:
        return self.finished_at is not None

    @property
    def word_times(self) -> WordTimes | None:
        """When each word is heard; None until it is made, and where there is nothing to hear."""
        return WordTimes.load(self.timed_words) if self.timed_words else None

    @property
    def meter_identifier(self) -> str:
        """A name for this revision's audio that is never used again."""
        return f"{self.job_id}:{self.index}:{self.revision}"


class JobRetention(models.Model):
    """How long the workspace keeps the jobs of its programs, if shorter than its plan: one row at
    most."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    history_days = models.PositiveIntegerField(null=True, help_text="Null: as the plan says.")
    audio_days = models.PositiveIntegerField(null=True, help_text="Null: as the plan says.")
    changed_by = models.ForeignKey(
        "accounts.User", models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.history_days} days, audio {self.audio_days}"


class ReadingChoices(models.Model):
    """How the workspace reads ambiguous writing (synthesis.text.ReadingStyle): one row at most.

    What is null follows what is usual where the workspace is.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    date_order = models.CharField(max_length=3, null=True)  # noqa: DJ001
    english_and = models.BooleanField(null=True)
    emoji = models.CharField(max_length=10, null=True)  # noqa: DJ001
    blanks = models.CharField(max_length=10, null=True)  # noqa: DJ001
    old_verse = models.BooleanField(null=True)
    changed_by = models.ForeignKey(
        "accounts.User", models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return "reading choices"


class LineChecks(models.Model):
    """Whether the workspace wants finished lines checked (synthesis.line_checks): one row at most,
    once its admins have said so."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    are_on = models.BooleanField()
    changed_by = models.ForeignKey(
        "accounts.User", models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return "on" if self.are_on else "off"


class VoiceAlias(models.Model):
    """Where an admin has pointed one of OpenAI's names of voices (synthesis.aliases)."""

    name = models.CharField(primary_key=True, max_length=20)
    voice = models.CharField(max_length=60, help_text="A base voice's name or a voice's id.")
    changed_by = models.ForeignKey(
        "accounts.User", models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.name} is {self.voice}"
