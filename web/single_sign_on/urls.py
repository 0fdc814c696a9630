from django.urls import path

from accounts.rate_limits import JOIN, page_limited
from web.single_sign_on import scim, views

public = [
    path(
        "sign-in/organisation",
        page_limited("organisation", JOIN)(views.sign_in),
        name="sign-in-organisation",
    ),
    # django-allauth looks for this name.
    path("sign-in/back/<uuid:provider_id>", views.back, name="openid_connect_callback"),
]

pages = [
    path("settings/sign-in", views.settings, name="single-sign-on"),
    path("settings/sign-in/provider", views.set_provider, name="set-provider"),
    path("settings/sign-in/provider/delete", views.remove_provider, name="remove-provider"),
    path("settings/sign-in/domains", views.claim_domain, name="claim-domain"),
    path("settings/sign-in/domains/<int:domain_id>/delete", views.drop_domain, name="drop-domain"),
]

rest = [
    path("scim/v2/Users", scim.users, name="scim-users"),
    path("scim/v2/Users/<str:user_id>", scim.user, name="scim-user"),
    path("scim/v2/ServiceProviderConfig", scim.configuration, name="scim-configuration"),
    path("scim/v2/ResourceTypes", scim.resource_types, name="scim-resource-types"),
]
