import uuid

from django.db import models

from accounts.models import User
from tenants.models import Tenant


class IdentityProvider(models.Model):
    """Where the people of a workspace sign in: a provider that its admins run.

    `issuer` is what it calls itself: in SAML its entity ID. OpenID Connect has a client's id and
    secret beside it, SAML an address and certificates (base64 of DER, in lines).
    """

    class Kind(models.TextChoices):
        OPENID_CONNECT = "openid_connect"
        SAML = "saml"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant = models.OneToOneField(Tenant, models.CASCADE, related_name="identity_provider")
    kind = models.CharField(
        max_length=20, choices=Kind, default=Kind.OPENID_CONNECT, db_default="openid_connect"
    )
    name = models.CharField(max_length=40)
    issuer = models.CharField(max_length=500)
    client_id = models.CharField(max_length=300)
    sealed_secret = models.BinaryField()
    sign_in_address = models.CharField(max_length=1000, default="", db_default="")
    certificates = models.TextField(default="", db_default="")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.tenant} · {self.name}"

    @property
    def is_saml(self) -> bool:
        """Whether it speaks SAML, and not OpenID Connect."""
        return self.kind == self.Kind.SAML

    @property
    def about(self) -> str:
        """The name that its secret is sealed with."""
        return f"identity-provider:{self.id}"

    @property
    def secret(self) -> str:
        """The client's secret, decrypted."""
        return self.tenant.unseal(self.sealed_secret, about=self.about).decode()


class Domain(models.Model):
    """A domain of e-mail addresses that a workspace says is its own.

    Its provider speaks for addresses of the domain once the operator has confirmed that: otherwise
    it could sign anybody in as anybody else.
    """

    domain = models.CharField(max_length=253)
    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="sign_in_domains")
    claimed_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["domain"]
        constraints = [
            models.UniqueConstraint(fields=["domain", "tenant"], name="one_claim_of_a_domain"),
            models.UniqueConstraint(
                fields=["domain"],
                condition=models.Q(confirmed_at__isnull=False),
                name="one_confirmed_domain",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.domain} · {self.tenant}"


class AcceptedAssertion(models.Model):
    """An answer of a SAML provider that was checked (single_sign_on.saml.accepted).

    The row stays after it was fetched, so that the same assertion is not accepted twice.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.ForeignKey(IdentityProvider, models.CASCADE, related_name="+")
    assertion_digest = models.CharField(max_length=64)
    request_id = models.CharField(max_length=80)
    sealed_person = models.BinaryField()
    accepted_at = models.DateTimeField(auto_now_add=True)
    fetched_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["accepted_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "assertion_digest"], name="an_assertion_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)
