import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.models import Tenant


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. One person may be a member of several workspaces."""

    email = models.EmailField(_("e-mail"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=100)
    language = models.CharField(
        _("language"),
        max_length=10,
        blank=True,
        default="",
        db_default="",
        choices=settings.LANGUAGES,
        help_text=_("Of pages and mails. Empty: what the browser asks for."),
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        blank=True,
        default="",
        db_default="",
        help_text=_("Of times on pages. Empty: that of the device."),
    )
    sessions_since = models.DateTimeField(
        null=True, editable=False, help_text="Sessions that began earlier have been ended."
    )
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique")]

    def __str__(self) -> str:
        return self.email


class SignedInDevice(models.Model):
    """A session of a person, for the page that shows where they are signed in."""

    user = models.ForeignKey(User, models.CASCADE, related_name="devices")
    session_key = models.CharField(max_length=40, unique=True)
    address = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=200, blank=True)
    began_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.user} · {self.began_at:%Y-%m-%d %H:%M}"


class KnownBrowser(models.Model):
    """A browser in which a person has signed in (accounts.sign_in.known_browsers)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="known_browsers")
    digest = models.CharField(max_length=64, help_text="Of the cookie that the browser has.")
    seen_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "digest"], name="one_row_of_a_browser")
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.seen_at:%Y-%m-%d}"


class Membership(models.Model):
    """A person's place in a workspace."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        ADMIN = "admin", _("Admin")
        MEMBER = "member", _("Member")

    ADMINS = (Role.OWNER, Role.ADMIN)

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.MEMBER)
    created_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(null=True, help_text="In this workspace.")
    steps_hidden_at = models.DateTimeField(
        null=True, editable=False, help_text="When the member put the first steps away."
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "tenant"], name="one_membership")]

    def __str__(self) -> str:
        return f"{self.user} · {self.tenant} · {self.role}"

    @property
    def is_admin(self) -> bool:
        return self.role in self.ADMINS


class Invitation(models.Model):
    """A place in a workspace held for an e-mail address. Withdrawing it deletes the row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="invitations")
    email = models.EmailField(max_length=254)
    role = models.CharField(
        max_length=10, choices=Membership.Role.choices, default=Membership.Role.MEMBER
    )
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(help_text="The last time.")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    link_was_mailed = False
    """Set by joining.invitations.read: the link that led here was in a mail to the address."""

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                models.F("tenant"),
                Lower("email"),
                name="one_open_invitation",
                condition=models.Q(accepted_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.email} · {self.tenant}"

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()


class InvitationMail(models.Model):
    """A mail with an invitation that was sent, for the limits of a day (joining.invitation_mails).
    It holds no address, and outlasts an invitation that is withdrawn."""

    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="invitation_mails")
    address_digest = models.CharField(max_length=64, db_index=True)
    counted_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"{self.tenant} · {self.counted_at}"


class QueuedMail(models.Model):
    """A mail on its way (mails.queued_mail). Sent, or given up, its row is deleted.

    One about a workspace goes with the membership that it is about: who has left gets none.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sealed = models.BinaryField(help_text="Kind, address, language, context.")
    membership = models.ForeignKey(Membership, models.CASCADE, null=True, related_name="+")
    topic = models.CharField(
        max_length=20,
        blank=True,
        default="",
        db_default="",
        help_text="A later mail of the same topic, about the same membership, replaces it.",
    )
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    created_at = models.DateTimeField(default=timezone.now)
    next_try_at = models.DateTimeField(default=timezone.now, db_index=True)
    useless_at = models.DateTimeField(null=True, help_text="When it is given up.")

    def __str__(self) -> str:
        return str(self.id)

    @property
    def about(self) -> str:
        """What its content is bound to."""
        return f"queued-mail:{self.id}"


class DueMail(models.Model):
    """Mails about workspaces that waited before QueuedMail took them (mails.queued_mail.adopt).
    Nothing is written here any more; a later release drops the table."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="due_mails")
    kind = models.CharField(max_length=10)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.kind} · {self.membership}"


class SigningKey(models.Model):
    """A key that tokens are signed with; the key itself is wrapped (accounts.signing_keys)."""

    kid = models.CharField(primary_key=True, max_length=40)
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.kid


class ApiToken(models.Model):
    """The record of a REST token. The token itself is a signed JWT that only its owner has.

    A personal token acts for the person who made it, and follows their membership: what they may
    not do any more, it may not either. A service token belongs to the workspace.
    """

    class Kind(models.TextChoices):
        PERSON = "person", _("Personal")
        WORKSPACE = "workspace", _("Service")

    maker: "Membership | None" = None
    """Whose membership a personal token follows, as accounts.tokens.verify has read it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="api_tokens")
    kind = models.CharField(
        max_length=10, choices=Kind.choices, default=Kind.WORKSPACE, db_default=Kind.WORKSPACE
    )
    name = models.CharField(max_length=100)
    scopes = ArrayField(models.CharField(max_length=30))
    allowed_networks = ArrayField(
        models.CharField(max_length=43), default=list, help_text="CIDRs; none: from everywhere."
    )
    allowed_origins = ArrayField(
        models.CharField(max_length=200),
        null=True,
        help_text="Of web pages: it is used from those alone, and for speech alone.",
    )
    parent = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        related_name="client_tokens",
        help_text="The token that made this one for a web page (accounts.web_pages.client_tokens).",
    )
    voice = models.CharField(
        max_length=60, blank=True, default="", db_default="", help_text="The only one, if any."
    )
    max_audio_ms = models.PositiveIntegerField(null=True)
    spent_ms = models.PositiveIntegerField(default=0, db_default=0)
    signing_key = models.ForeignKey(SigningKey, models.PROTECT, related_name="tokens")
    created_by = models.ForeignKey(User, models.SET_NULL, null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [GinIndex(fields=["allowed_origins"], name="token_origins")]

    def __str__(self) -> str:
        return f"{self.tenant} · {self.name}"

    @property
    def is_live(self) -> bool:
        own = self.revoked_at is None and self.expires_at > timezone.now()
        return own and (self.parent is None or self.parent.is_live)

    @property
    def counted_as(self) -> uuid.UUID:
        """The id of the token whose usage and limits this one's are: its parent's, or its own."""
        return self.parent_id or self.id


class Trial(models.Model):
    """Somebody has opened a workspace on a trial: keyed digests of their address, and of its domain
    unless that is a mail service's (accounts.joining.trials)."""

    address = models.CharField(max_length=64, unique=True)
    domain = models.CharField(max_length=64, blank=True, db_index=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class SupportVisit(models.Model):
    """Somebody of the operator's support asks to look into a workspace (accounts.support).

    It waits until an admin decides. Declined, `ends_at` stays empty; allowed, it is open until
    then, and ending it early moves that to the present.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="support_visits")
    asked_by = models.ForeignKey(User, models.CASCADE, related_name="+")
    reason = models.CharField(max_length=300)
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    pages = ArrayField(
        models.CharField(max_length=300),
        default=list,
        help_text="What was opened, below the workspace's address; each is in the activity log.",
    )

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"{self.asked_by} · {self.tenant} · {self.asked_at:%Y-%m-%d %H:%M}"

    @property
    def is_open(self) -> bool:
        return self.ends_at is not None and self.ends_at > timezone.now()

    @property
    def was_declined(self) -> bool:
        return self.decided_at is not None and self.ends_at is None
