import uuid

from django.db import models

from accounts.models import User
from tenants.models import Tenant


class IdentityProvider(models.Model):
    """Where the people of a workspace sign in: an OpenID Connect provider that its admins run."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant = models.OneToOneField(Tenant, models.CASCADE, related_name="identity_provider")
    name = models.CharField(max_length=40)
    issuer = models.CharField(max_length=500)
    client_id = models.CharField(max_length=300)
    sealed_secret = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.tenant} · {self.name}"

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
