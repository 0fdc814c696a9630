"""Checks the answer of an identity provider, and reads in it who somebody is.

python3-saml checks signature, schema, issuer and times. Some of its checks pass where something is
missing, or compare beginnings: these are made again here, on the signed assertion alone.
"""

import base64
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree
from onelogin.saml2.errors import OneLogin_Saml2_ValidationError as Invalid
from onelogin.saml2.response import OneLogin_Saml2_Response as Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings as Settings

from single_sign_on.models import IdentityProvider
from single_sign_on.saml import shape
from single_sign_on.saml.ours import ASSERTION, POST_BINDING, acs_url, entity_id
from single_sign_on.saml.person import Person, person_in
from single_sign_on.saml.unacceptable import Unacceptable

BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
CODES = {
    Invalid.STATUS_CODE_IS_NOT_SUCCESS: "denied",
    Invalid.ASSERTION_EXPIRED: "expired",
    Invalid.ASSERTION_TOO_EARLY: "expired",
    Invalid.SESSION_EXPIRED: "expired",
    Invalid.WRONG_AUDIENCE: "audience",
    Invalid.WRONG_DESTINATION: "destination",
    Invalid.EMPTY_DESTINATION: "destination",
    Invalid.WRONG_ISSUER: "issuer",
    Invalid.INVALID_SIGNATURE: "signature",
    Invalid.NO_SIGNED_ASSERTION: "unsigned",
    Invalid.NO_SIGNATURE_FOUND: "unsigned",
}
"""Of python3-saml's errors, those that mean something to people; others are `invalid`."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the provider has said, once, to one request of ours."""

    assertion_id: str
    request_id: str
    person: Person


def check(provider: IdentityProvider, encoded: str) -> Answer:
    """Read the form's field SAMLResponse. Raises Unacceptable.

    Whether this browser has sent the request, and whether the assertion was used before, is for
    the caller to check.
    """
    xml = shape.read(encoded)
    response = _valid(provider, xml)
    # Exactly one, signed: shape and the library have seen to it.
    [assertion] = response._query_assertion("")
    _check_destination(provider, response.document)
    _check_audience(provider, assertion)
    request_id = _request_of(provider, assertion)
    return Answer(
        assertion_id=assertion.get("ID"), request_id=request_id, person=person_in(response)
    )


def settings_of(provider: IdentityProvider) -> Settings:
    """What python3-saml has to know."""
    acs = {"url": acs_url(provider.tenant), "binding": POST_BINDING}
    return Settings(
        {
            "strict": True,
            "sp": {"entityId": entity_id(provider.tenant), "assertionConsumerService": acs},
            "idp": {
                "entityId": provider.issuer,
                "singleSignOnService": {"url": provider.sign_in_address},
                "x509certMulti": {"signing": provider.certificates.split()},
            },
            "security": {
                "wantAssertionsSigned": True,
                "wantAttributeStatement": False,
                "rejectDeprecatedAlgorithm": True,
                "allowRepeatAttributeName": True,
                # An installation may be called localhost.
                "allowSingleLabelDomains": True,
            },
        }
    )


def _valid(provider: IdentityProvider, xml: bytes) -> Response:
    here = urlsplit(acs_url(provider.tenant))
    request = {
        "https": "on" if here.scheme == "https" else "off",
        "http_host": here.netloc,
        "script_name": here.path,
    }
    try:
        response = Response(settings_of(provider), base64.b64encode(xml).decode())
        response.is_valid(request, raise_exceptions=True)
    except Invalid as error:
        raise Unacceptable(CODES.get(error.code, "invalid"), str(error)) from error
    except Exception as error:
        # The library raises plain ones, those of lxml and of xmlsec, for what it can't read.
        raise Unacceptable("invalid", f"{type(error).__name__}: {error}") from error
    return response


def _check_destination(provider: IdentityProvider, response: etree._Element) -> None:
    """The library accepts addresses that only begin like ours, and none at all."""
    if response.get("Destination") != acs_url(provider.tenant):
        raise Unacceptable("destination", f"it is for {response.get('Destination')!r}")


def _check_audience(provider: IdentityProvider, assertion: etree._Element) -> None:
    """The library accepts an assertion that is for nobody in particular; and each restriction has
    to include us."""
    path = f"{{{ASSERTION}}}Conditions/{{{ASSERTION}}}AudienceRestriction"
    restrictions = [
        ["".join(each.itertext()).strip() for each in one.findall(f"{{{ASSERTION}}}Audience")]
        for one in assertion.findall(path)
    ]
    us = entity_id(provider.tenant)
    if not restrictions or not all(us in audiences for audiences in restrictions):
        raise Unacceptable("audience", f"it is for {restrictions!r}, not for {us}")


def _request_of(provider: IdentityProvider, assertion: etree._Element) -> str:
    """The id of our request that is answered, from the signed part.

    The library accepts confirmations without an end, without a request, and for every address that
    contains ours.
    """
    path = f"{{{ASSERTION}}}Subject/{{{ASSERTION}}}SubjectConfirmation"
    bearers = [each for each in assertion.findall(path) if each.get("Method") == BEARER]
    data = bearers[0].find(f"{{{ASSERTION}}}SubjectConfirmationData") if bearers else None
    if len(bearers) != 1 or data is None:
        raise Unacceptable("invalid", "it does not confirm its subject by possession, once")
    if data.get("Recipient") != acs_url(provider.tenant):
        raise Unacceptable("destination", f"its recipient is {data.get('Recipient')!r}")
    if data.get("NotOnOrAfter") is None:
        raise Unacceptable("invalid", "it is valid for ever")
    if not data.get("InResponseTo"):
        raise Unacceptable("not_asked_for", "it answers no request of ours")
    return str(data.get("InResponseTo"))
