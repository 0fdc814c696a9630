"""People's voices, with recordings and consents, in the schema of their workspace."""

import uuid
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from tenants.naming.identifiers import new_id
from tenants.sealing.sealed_fields import SealedTextField
from voices.consent.wording import VERSION

if TYPE_CHECKING:
    from accounts.models import User


def new_voice_id() -> str:
    return new_id("voice")


def new_consent_id() -> str:
    return new_id("cons")


def new_take_id() -> str:
    return new_id("take")


def _user(**more: Any) -> "models.ForeignKey[User | None, User | None]":
    """A user, who may be deleted since. No constraint: users are in `public`, and a key check would
    wait for locks on their rows."""
    return models.ForeignKey(
        "accounts.User", models.DO_NOTHING, null=True, db_constraint=False, related_name="+", **more
    )


class Language(models.TextChoices):
    ENGLISH = "en", _("English")
    MANDARIN = "zh", _("Mandarin")


class Consent(models.Model):
    """A person's agreement that a workspace makes a voice of theirs: a statement, read aloud.

    The row is a record: it stays when the consent is revoked and its recording is purged.
    """

    class Status(models.TextChoices):
        PENDING = "pending", _("Not checked yet")
        VERIFIED = "verified", _("Given")
        REJECTED = "rejected", _("Not accepted")
        REVOKED = "revoked", _("Withdrawn")

    class Confirmation(models.TextChoices):
        NOT_ASKED = "", _("Not asked: recorded before speakers were")
        OWN = "own", _("Recorded by the speaker, signed in")
        WAITS = "waits", _("Waits for the speaker’s answer")
        GIVEN = "given", _("Confirmed by the speaker")
        DECLINED = "declined", _("Declined by the speaker")
        UNANSWERED = "unanswered", _("Not answered by the speaker in time")

    id = models.CharField(primary_key=True, max_length=40, default=new_consent_id, editable=False)
    name = models.CharField(max_length=100, help_text="A label; may be changed.")
    person = models.CharField(max_length=100, help_text="The name in the statement.")
    organisation = models.CharField(max_length=100)
    language = models.CharField(max_length=2, choices=Language.choices)
    language_tag = models.CharField(max_length=35, help_text="As it was given (BCP 47).")
    statement = models.TextField()
    version = models.CharField(max_length=20, default=VERSION)
    number = models.CharField(max_length=10)
    words = models.CharField(
        max_length=200, blank=True, default="", db_default="", help_text="Between blanks."
    )
    ticket = models.UUIDField(
        null=True, unique=True, help_text="The draw of its number and words: used once."
    )
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PENDING)
    reason = models.CharField(max_length=40, blank=True, help_text="Why it is rejected.")
    heard = SealedTextField(default="")
    error_rate = models.FloatField(null=True)
    synthetic = models.FloatField(
        null=True, help_text="How far over the limit it sounds like a machine."
    )
    likeness = models.FloatField(null=True, help_text="Cosine of its voice and the latest clip's.")
    apart = models.FloatField(
        null=True, help_text="Log odds, over the limit, that the latest clip was made elsewhere."
    )
    release = models.TextField(
        blank=True, default="", db_default="", help_text="What the speaker accepts, in writing."
    )
    release_version = models.CharField(max_length=20, blank=True, default="", db_default="")
    release_language = models.CharField(max_length=2, blank=True, default="", db_default="")
    release_digest = models.CharField(max_length=64, blank=True, default="", db_default="")
    release_accepted_at = models.DateTimeField(null=True)
    checks = models.JSONField(
        default=list, db_default=[], help_text="What its recordings have passed."
    )
    seconds = models.FloatField(null=True, help_text="Length of the recording.")
    has_recording = models.BooleanField(default=False)
    confirmation = models.CharField(
        max_length=10, choices=Confirmation.choices, blank=True, default="", db_default=""
    )
    speaker = _user()
    speaker_email = models.EmailField(max_length=254, blank=True, default="", db_default="")
    asked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    recorded_by = _user()
    recorded_by_token = models.UUIDField(null=True)
    recorded_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    revoked_by = _user()
    revoked_by_token = models.UUIDField(null=True)
    revoked_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True, help_text="Deleted by REST: only the record stays.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.id} · {self.person}"


class StatementDraw(models.Model):
    """A number and random words that somebody was given to read (voices.enrolment.draws).

    Rows count how often somebody draws, and go after a day. `words` has them by language.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = _user()
    number = models.CharField(max_length=10)
    words = models.JSONField()
    drawn_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)


class Voice(models.Model):
    """A person's voice, of one workspace.

    While it is being made, `progress` and `error_code` are those of its newest take.
    """

    class Status(models.TextChoices):
        PROCESSING = "processing", _("Being made")
        WAITING = "waiting", _("Waits for its speaker")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")
        REVOKED = "revoked", _("Consent withdrawn")

    class UsableBy(models.TextChoices):
        EVERYBODY = "everybody", _("Everybody in this workspace")
        LISTED = "listed", _("Only these people")
        HOLDER = "holder", _("Only me")

    id = models.CharField(primary_key=True, max_length=40, default=new_voice_id, editable=False)
    name = models.CharField(max_length=60)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PROCESSING)
    progress = models.PositiveSmallIntegerField(default=0, help_text="Percent.")
    error_code = models.CharField(max_length=40, blank=True)
    clip_seconds = models.FloatField(help_text="Length of its first recording.")
    consent = models.ForeignKey(Consent, models.PROTECT, null=True, related_name="voices")
    waiver_id = models.BigIntegerField(
        null=True, help_text="The operator's permission to skip consent that it was made under."
    )
    speaker = _user()
    usable_by = models.CharField(
        max_length=10, choices=UsableBy.choices, default=UsableBy.EVERYBODY
    )
    created_by = _user()
    created_at = models.DateTimeField(auto_now_add=True)
    unused_told_at = models.DateTimeField(
        null=True, help_text="When somebody was told that nobody uses it (voices.unused)."
    )

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [models.UniqueConstraint(Lower("name"), name="voice_name_unique")]

    def __str__(self) -> str:
        return self.name

    @property
    def holder_id(self) -> int | None:
        """Whose voice it is (voices.access): its speaker, or else whoever recorded it."""
        return self.speaker_id or self.created_by_id


class ListedUser(models.Model):
    """A member whom the holder of a voice lets use it (Voice.UsableBy.LISTED)."""

    voice = models.ForeignKey(Voice, models.CASCADE, related_name="listed_users")
    user = _user()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["voice", "user"], name="listed_once")]

    def __str__(self) -> str:
        return f"{self.voice_id} · {self.user_id}"


NEUTRAL = "neutral"


class Mood(models.TextChoices):
    NEUTRAL = "neutral", _("Neutral")
    HAPPY = "happy", _("Happy")
    SAD = "sad", _("Sad")
    ANGRY = "angry", _("Angry")
    SURPRISED = "surprised", _("Surprised")
    CALM = "calm", _("Calm")


class Take(models.Model):
    """One recording of a voice. Its clip lies sealed in a file until the take is made."""

    class Status(models.TextChoices):
        PROCESSING = "processing", _("Being made")
        WAITING = "waiting", _("Waits for its speaker")
        READY = "ready", _("Ready")
        REFUSED = "refused", _("Refused")
        FAILED = "failed", _("Failed")

    class Step(models.TextChoices):
        WAITING = "waiting", _("Waiting for its turn")
        SCREENING = "screening", _("Checking the sound")
        CONSENT = "consent", _("Checking the consent")
        TRANSCRIPT = "transcript", _("Writing down what was said")
        CONDITIONING = "conditioning", _("Fitting the voice")
        SAMPLE = "sample", _("Speaking a sample")
        DONE = "done", _("Done")

    class TranscriptSource(models.TextChoices):
        STATEMENT = "statement", _("The consent statement")
        RECOGNISED = "recognised", _("Recognised")
        GIVEN = "given", _("Written by hand")

    id = models.CharField(primary_key=True, max_length=40, default=new_take_id, editable=False)
    voice = models.ForeignKey(Voice, models.CASCADE, related_name="takes")
    mood = models.CharField(max_length=12, choices=Mood.choices, default=Mood.NEUTRAL)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PROCESSING)
    step = models.CharField(max_length=12, choices=Step.choices, default=Step.WAITING)
    progress = models.PositiveSmallIntegerField(default=0, help_text="Percent.")
    error_code = models.CharField(max_length=40, blank=True)
    is_consent = models.BooleanField(default=False, help_text="Its clip is the statement, read.")
    language = models.CharField(max_length=2, choices=Language.choices, blank=True)
    transcript = SealedTextField(default="")
    transcript_source = models.CharField(
        max_length=12, choices=TranscriptSource.choices, blank=True
    )
    screening = models.JSONField(null=True)
    seconds = models.FloatField()
    clip_kept = models.BooleanField(default=True)
    created_by = _user()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.id} · {self.mood}"


class VoiceConditioning(models.Model):
    """What an engine has extracted from one take to speak like it, sealed with the tenant's key."""

    voice = models.ForeignKey(Voice, models.CASCADE, related_name="conditionings")
    take = models.ForeignKey(Take, models.CASCADE, related_name="conditionings")
    engine = models.CharField(max_length=30)
    sealed = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["take", "engine"], name="one_per_engine")]

    def __str__(self) -> str:
        return f"{self.take_id} · {self.engine}"

    @property
    def about(self) -> str:
        """The associated data of the sealed bytes' encryption."""
        return f"conditioning:{self.voice_id}:{self.take_id}:{self.engine}"


class RecordingPolicy(models.Model):
    """What the workspace does with recordings once a voice is made of them: one row at most."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    keep_originals = models.BooleanField(default=False)
    changed_by = _user()
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return "keep" if self.keep_originals else "delete"
