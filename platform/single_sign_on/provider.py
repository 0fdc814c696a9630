"""SAML as django-allauth calls a provider; it finds this module by its name."""

from typing import Any
from uuid import UUID

from allauth.socialaccount.providers.base import Provider, ProviderAccount
from django.http import HttpRequest, HttpResponseRedirect

from single_sign_on.saml import request as saml_request
from single_sign_on.saml.person import Person


class SamlProvider(Provider):
    id = "saml"
    name = "SAML"
    supports_redirect = True
    account_class = ProviderAccount

    def redirect(
        self,
        request: HttpRequest,
        process: str,
        next_url: Any = None,
        data: Any = None,
        **more: Any,
    ) -> HttpResponseRedirect:
        """Lead to the provider, and note in the session that the request is this browser's."""
        from single_sign_on.models import IdentityProvider

        rows = IdentityProvider.objects.select_related("tenant")
        row = rows.get(id=UUID(self.app.provider_id))
        request_id = saml_request.new_id()
        self.stash_redirect_state(request, process, next_url, data, state_id=request_id, **more)
        return HttpResponseRedirect(saml_request.address(row, request_id))

    def extract_uid(self, data: Person) -> str:
        return data.id

    def extract_common_fields(self, data: Person) -> dict[str, str]:
        return {"email": data.email, "name": data.name}

    def extract_extra_data(self, data: Person) -> dict[str, Any]:
        return {}


provider_classes = [SamlProvider]
