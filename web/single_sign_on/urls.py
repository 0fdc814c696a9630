from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from accounts.rate_limits import ORGANISATION, page_limited
from web.single_sign_on import saml_views, scim, views

public = [
    path(
        "sign-in/organisation",
        page_limited("organisation", ORGANISATION)(views.sign_in),
        name="sign-in-organisation",
    ),
    # django-allauth looks for this name.
    path("sign-in/back/<uuid:provider_id>", views.back, name="openid_connect_callback"),
    path("sign-in/saml/<uuid:tenant_id>", saml_views.metadata, name="saml-metadata"),
    path(
        "sign-in/saml/<uuid:tenant_id>/acs",
        # The form is the provider's own, and the answer says to which request of ours it belongs.
        csrf_exempt(page_limited("saml", ORGANISATION)(saml_views.answered)),
        name="saml-acs",
    ),
    path(
        "sign-in/saml/<uuid:tenant_id>/answers/<uuid:handle>",
        saml_views.finish,
        name="saml-finish",
    ),
    path("sign-in/refused/<slug:reason>", saml_views.refused, name="saml-refused"),
]

pages = [
    path("settings/sign-in", views.settings, name="single-sign-on"),
    path("settings/sign-in/provider", views.set_provider, name="set-provider"),
    path("settings/sign-in/saml", views.set_saml_provider, name="set-saml-provider"),
    path("settings/sign-in/provider/delete", views.remove_provider, name="remove-provider"),
    path("settings/sign-in/domains", views.claim_domain, name="claim-domain"),
    path("settings/sign-in/domains/<int:domain_id>/delete", views.drop_domain, name="drop-domain"),
]

rest = [
    path("scim/v2/Users", scim.users, name="scim-users"),
    path("scim/v2/Users/<str:user_id>", scim.user, name="scim-user"),
    path("scim/v2/ServiceProviderConfig", scim.configuration, name="scim-configuration"),
    path("scim/v2/ResourceTypes", scim.resource_types, name="scim-resource-types"),
    path("scim/v2/<path:rest>", scim.others, name="scim-others"),
]
