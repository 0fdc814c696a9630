"""How we appear to identity providers: one service provider for each workspace."""

from django.conf import settings
from django.urls import reverse
from lxml import etree

from tenants.models import Tenant

PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol"
ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion"
METADATA = "urn:oasis:names:tc:SAML:2.0:metadata"
POST_BINDING = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"


def entity_id(tenant: Tenant) -> str:
    """The name of the workspace's service provider, at which its metadata are."""
    return settings.PUBLIC_URL + reverse("saml-metadata", args=[tenant.id])


def acs_url(tenant: Tenant) -> str:
    """Where providers have browsers post their answers (assertion consumer service)."""
    return settings.PUBLIC_URL + reverse("saml-acs", args=[tenant.id])


def metadata(tenant: Tenant) -> bytes:
    """What an identity provider has to know of us, as XML (SAML 2.0 metadata)."""
    root = etree.Element(f"{{{METADATA}}}EntityDescriptor", nsmap={None: METADATA})
    root.set("entityID", entity_id(tenant))
    role = etree.SubElement(
        root,
        f"{{{METADATA}}}SPSSODescriptor",
        protocolSupportEnumeration=PROTOCOL,
        AuthnRequestsSigned="false",
        WantAssertionsSigned="true",
    )
    etree.SubElement(
        role,
        f"{{{METADATA}}}AssertionConsumerService",
        Binding=POST_BINDING,
        Location=acs_url(tenant),
        index="0",
        isDefault="true",
    )
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
