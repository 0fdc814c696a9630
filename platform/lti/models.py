"""Learning platforms (Moodle, Canvas …) of workspaces, in `public`: their requests come from
browsers that are signed in nowhere here, and name a workspace in their address alone."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tenants.models import Tenant


class LearningPlatform(models.Model):
    """A learning platform that an admin of a workspace has registered, by LTI 1.3.

    `address` is the origin (`https://moodle.school.org`) where people open it: its pages may show
    ours in a frame, and what is chosen goes back there. `keys` are the public keys that it signs
    with, as they were fetched last: dicts of `kid`, `n` and `e` (RFC 7517).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="learning_platforms")
    name = models.CharField(max_length=40)
    address = models.CharField(max_length=300)
    issuer = models.CharField(max_length=500)
    client_id = models.CharField(max_length=300)
    deployments = ArrayField(models.CharField(max_length=255))
    login_address = models.CharField(max_length=1000)
    keys_address = models.CharField(max_length=1000)
    keys = models.JSONField(default=list)
    keys_fetched_at = models.DateTimeField(null=True)
    keys_tried_at = models.DateTimeField(null=True)
    last_launch_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "issuer", "client_id"], name="a_learning_platform_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.tenant} · {self.name}"


class ToolKey(models.Model):
    """A key that a workspace's answers to learning platforms are signed with. `public` is its JWK;
    the private one (PKCS #8, DER) is sealed with the workspace's key."""

    kid = models.CharField(primary_key=True, max_length=40)
    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="tool_keys")
    sealed_private = models.BinaryField()
    public = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    replaced_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.kid

    @property
    def about(self) -> str:
        """What the private key is sealed with."""
        return f"lti-key:{self.kid}"


class UsedNonce(models.Model):
    """A launch that was taken, so that the same one is not taken twice."""

    platform = models.ForeignKey(LearningPlatform, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["used_at"], name="lti_used_nonce_used_at")]
        constraints = [models.UniqueConstraint(fields=["platform", "digest"], name="a_launch_once")]

    def __str__(self) -> str:
        return self.digest[:12]


class ContentRequest(models.Model):
    """A platform asked a teacher to choose something (LTI Deep Linking 2.0): where to answer, and
    the `data`, as JSON, that the answer has to repeat."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    platform = models.ForeignKey(LearningPlatform, models.CASCADE, related_name="+")
    deployment = models.CharField(max_length=255)
    return_address = models.CharField(max_length=2000)
    data = models.TextField(blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["asked_at"], name="lti_content_request_asked_at")]

    def __str__(self) -> str:
        return str(self.id)
