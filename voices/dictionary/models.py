"""A dictionary with its versions: an entry is valid from one version until another.

Versions never change, so a job that names its version always has its words read in the same way.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.naming.identifiers import new_id
from voices.dictionary import entry as plain
from voices.dictionary.entry import Entry


def new_entry_id() -> str:
    return new_id("pron")


class DictionaryVersion(models.Model):
    """One change of the dictionary. Numbers only grow, with gaps."""

    class Change(models.TextChoices):
        ADDED = "added", _("Added")
        CHANGED = "changed", _("Changed")
        REMOVED = "removed", _("Removed")
        IMPORTED = "imported", _("Imported from CSV")
        REPLACED = "replaced", _("Replaced by a program")
        RESTORED = "restored", _("Restored")

    number = models.BigAutoField(primary_key=True)
    change = models.CharField(max_length=12, choices=Change.choices)
    restored = models.BigIntegerField(null=True, help_text="The version that was restored.")
    words = models.CharField(max_length=200, help_text="The first words that it is about.")
    added = models.PositiveIntegerField()
    removed = models.PositiveIntegerField()
    total = models.PositiveIntegerField(help_text="Entries of this version.")
    created_by = models.ForeignKey(
        "accounts.User", models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    api_token = models.UUIDField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return str(self.number)


class PronunciationQuery(models.QuerySet["Pronunciation"]):
    def of(self, version: int) -> PronunciationQuery:
        """The entries that the dictionary had in a version."""
        return self.filter(Q(until=None) | Q(until__gt=version), since__lte=version)

    def current(self) -> PronunciationQuery:
        return self.filter(until=None)


class Pronunciation(models.Model):
    """How a word is said, from version `since` until before version `until`."""

    class Kind(models.TextChoices):
        PINYIN = plain.PINYIN, _("Pinyin")
        IPA = plain.IPA, _("IPA")
        RESPELLING = plain.RESPELLING, _("Respelling")

    class Language(models.TextChoices):
        ANY = "", _("All sentences")
        ZH = "zh", _("Mandarin sentences")
        EN = "en", _("English sentences")

    id = models.CharField(primary_key=True, max_length=40, default=new_entry_id, editable=False)
    word = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    value = models.CharField(max_length=400)
    language = models.CharField(max_length=2, choices=Language.choices, blank=True)
    match_case = models.BooleanField(default=False)
    whole_word = models.BooleanField(default=True)
    since = models.BigIntegerField()
    until = models.BigIntegerField(null=True)

    objects = PronunciationQuery.as_manager()

    class Meta:
        ordering = ["word", "language", "id"]
        indexes = [models.Index(fields=["since", "until"])]
        constraints = [
            models.UniqueConstraint(
                fields=["word", "language"], condition=Q(until=None), name="one_entry_a_word"
            )
        ]

    def __str__(self) -> str:
        return f"{self.word} → {self.value}"

    @property
    def entry(self) -> Entry:
        """The row as plain data."""
        return Entry(
            word=self.word,
            kind=self.kind,
            value=self.value,
            language=self.language,
            match_case=self.match_case,
            whole_word=self.whole_word,
        )
