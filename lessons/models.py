"""Lessons and the sounds of their lines, in the schema of their workspace."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lessons.document import Document, as_text, packed, unpacked
from synthesis.models import Job
from tenants.models import Tenant
from tenants.naming.identifiers import new_id

if TYPE_CHECKING:
    from accounts.models import User


def new_lesson_id() -> str:
    return new_id("lesson")


def new_version_id() -> str:
    return new_id("version")


def _user() -> "models.ForeignKey[User | None, User | None]":
    """A user, who may be deleted since. No constraint: users are in `public`, and a key check would
    wait for locks on their rows."""
    return models.ForeignKey(
        "accounts.User", models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )


class Lesson(models.Model):
    """A document that a member owns. Its content and title are sealed with the tenant's key."""

    class Access(models.TextChoices):
        PRIVATE = "private", _("Only me")
        READ = "read", _("All may listen")
        EDIT = "edit", _("All may edit")

    id = models.CharField(primary_key=True, max_length=40, default=new_lesson_id, editable=False)
    author = _user()
    api_token = models.UUIDField(null=True, help_text="The token that it was made with.")
    folder = models.CharField(max_length=60, blank=True)
    access = models.CharField(max_length=10, choices=Access.choices, default=Access.PRIVATE)
    revision = models.PositiveIntegerField(default=1, help_text="How often it was saved.")
    line_count = models.PositiveIntegerField(default=0)
    sealed_title = models.BinaryField(help_text="For lists; the document has it as well.")
    content = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now_add=True)
    binned_at = models.DateTimeField(null=True)
    takes_checked_at = models.DateTimeField(
        null=True, help_text="When its old takes were last looked through for deletion."
    )
    whole_at = models.DateTimeField(
        null=True, help_text="When a whole file of it was kept last; null while none is."
    )

    class Meta:
        ordering = ["-updated_at", "-id"]
        indexes = [models.Index(fields=["-updated_at"])]

    def __str__(self) -> str:
        return self.id

    def document(self, tenant: Tenant) -> Document:
        """The lesson's document."""
        return unpacked(self.raw_content(tenant))

    def raw_content(self, tenant: Tenant) -> str:
        """The document's JSON."""
        return as_text(tenant.unseal(self.content, about=self._about("content")))

    def title(self, tenant: Tenant) -> str:
        """The title alone, which is quicker than the document."""
        return tenant.unseal(self.sealed_title, about=self._about("title")).decode()

    def keep(self, document: Document, tenant: Tenant) -> None:
        """Set the fields that hold the document; the caller saves them."""
        self.content = tenant.seal(packed(document), about=self._about("content"))
        self.sealed_title = tenant.seal(document.title.encode(), about=self._about("title"))
        self.line_count = len(document.lines)

    def _about(self, part: str) -> str:
        return self.about_of(self.id, part)

    @staticmethod
    def about_of(lesson_id: str, part: str) -> str:
        """What a part of a lesson is sealed with: its `title` or its `content`."""
        return f"lesson:{lesson_id}:{part}"


class LessonVersion(models.Model):
    """A lesson as one author left it: their saves within some minutes share one."""

    id = models.CharField(primary_key=True, max_length=40, default=new_version_id, editable=False)
    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="versions")
    revision = models.PositiveIntegerField()
    author = _user()
    api_token = models.UUIDField(null=True)
    line_count = models.PositiveIntegerField()
    content = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-revision", "-id"]

    def __str__(self) -> str:
        return f"{self.lesson_id} · {self.revision}"

    def document(self, tenant: Tenant) -> Document:
        """The document as it was."""
        return unpacked(as_text(tenant.unseal(self.content, about=self._about)))

    def keep(self, document: Document, tenant: Tenant) -> None:
        """Set the fields that hold the document; the caller saves them."""
        self.content = tenant.seal(packed(document), about=self._about)
        self.line_count = len(document.lines)

    @property
    def _about(self) -> str:
        return f"lesson-version:{self.id}"


class Sound(models.Model):
    """What a line sounds like, made or being made; the same for all lines of one digest."""

    digest = models.CharField(primary_key=True, max_length=64)
    job = models.ForeignKey(Job, models.CASCADE, related_name="sounds")
    first_segment = models.PositiveIntegerField()
    segment_count = models.PositiveIntegerField()
    free = models.BooleanField(default=False, help_text="Its audio is not counted.")

    def __str__(self) -> str:
        return self.digest[:12]

    @property
    def indexes(self) -> range:
        """The segments of the job that it consists of."""
        return range(self.first_segment, self.first_segment + self.segment_count)


class LineTake(models.Model):
    """A sound that a line has or had. `asked` names the line without its voice's recordings."""

    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="takes")
    key = models.CharField(max_length=20)
    digest = models.CharField(max_length=64, db_index=True)
    asked = models.CharField(max_length=64)
    free = models.BooleanField(default=False, help_text="The day's re-make that is not counted.")
    created_at = models.DateTimeField(auto_now_add=True)
    had_at = models.DateTimeField(auto_now_add=True, help_text="When the line had it last.")

    class Meta:
        ordering = ["-had_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["lesson", "key", "digest"], name="one_take_of_a_sound")
        ]

    def __str__(self) -> str:
        return f"{self.lesson_id} · {self.key}"
