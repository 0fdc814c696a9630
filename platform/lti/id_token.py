"""What a platform says of a launch: an id_token, which the browser brings, so that anybody may have
written it. Nothing of the person in it is kept: not their id, name, address or picture.

LTI 1.3 Core (5.3, 5.4), Deep Linking 2.0 (4.4), and 5.1.3 of the 1EdTech Security Framework 1.0.
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import jwt
from django.utils import timezone

from lti.models import LearningPlatform
from lti.platform_keys import key_for
from lti.unacceptable import Unacceptable

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
SETTINGS = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
RESOURCE, DEEP_LINKING = "LtiResourceLinkRequest", "LtiDeepLinkingRequest"
VERSION = "1.3.0"
LONGEST_TOKEN = 48_000
LONGEST_DATA = 16_000
OLDEST = timedelta(minutes=10)
LEEWAY = timedelta(minutes=1)
STAFF = {"Instructor", "ContentDeveloper", "Administrator"}
"""Roles of a course or an institution, as the last part of their names, that choose content."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a platform that lets somebody choose content wants to know. `data` is JSON, which the
    answer repeats; empty for none."""

    return_address: str
    data: str


@dataclass(frozen=True, slots=True)
class Launch:
    """A launch that was checked. `custom` are the parameters of the content that was chosen;
    `question` is set where some is to be chosen."""

    deployment: str
    is_staff: bool
    custom: dict[str, str]
    language: str
    question: Question | None


def check(platform: LearningPlatform, token: str, nonce: str) -> Launch:
    """What the token says, if it is this platform's and for the request with this nonce. Raises
    Unacceptable."""
    claims = _claims(platform, token)
    _check_audience(platform, claims)
    if not isinstance(claims["iat"], int | float):
        raise Unacceptable("unreadable", "iat is no number")
    if claims["iat"] < (timezone.now() - OLDEST).timestamp():
        raise Unacceptable("expired", "it was issued too long ago")
    if claims["nonce"] != nonce:
        raise Unacceptable("other_nonce", "it answers another request")
    deployment = claims.get(CLAIM + "deployment_id")
    if deployment not in platform.deployments:
        raise Unacceptable("unknown_deployment", f"deployment {str(deployment)[:255]!r}")
    if claims.get(CLAIM + "version") != VERSION:
        raise Unacceptable("unsupported", f"version {claims.get(CLAIM + 'version')!r:.40}")
    kind = claims.get(CLAIM + "message_type")
    if kind not in (RESOURCE, DEEP_LINKING):
        raise Unacceptable("unsupported", f"message {kind!r:.80}")
    presentation = _dict(claims.get(CLAIM + "launch_presentation"))
    custom = _dict(claims.get(CLAIM + "custom"))
    return Launch(
        deployment=deployment,
        is_staff=_is_staff(claims.get(CLAIM + "roles")),
        custom={name: each for name, each in custom.items() if _is_text(each)},
        language=str(presentation.get("locale") or "")[:20],
        question=_question(_dict(claims.get(SETTINGS))) if kind == DEEP_LINKING else None,
    )


def _claims(platform: LearningPlatform, token: str) -> dict[str, Any]:
    """The claims of a token with a true signature, whose issuer and times are right."""
    if not token or len(token) > LONGEST_TOKEN:
        raise Unacceptable("unreadable", f"a token of {len(token)} characters")
    try:
        header = jwt.get_unverified_header(token)
        if header.get("alg") != "RS256" or not isinstance(header.get("kid"), str):
            raise Unacceptable("signature", "it is not signed with RS256 and a named key")
        return jwt.decode(
            token,
            key_for(platform, header["kid"]),
            # One alone, and never the token's own wish: with HS256 the public key would be a
            # secret that everybody knows.
            algorithms=["RS256"],
            issuer=platform.issuer,
            audience=platform.client_id,
            leeway=LEEWAY,
            options={"require": ["iss", "aud", "exp", "iat", "nonce"]},
        )
    except jwt.ExpiredSignatureError:
        raise Unacceptable("expired", "it ended") from None
    except jwt.ImmatureSignatureError as error:
        raise Unacceptable("expired", f"a clock is wrong: {error}") from None
    except (jwt.InvalidIssuerError, jwt.InvalidAudienceError) as error:
        raise Unacceptable("not_for_us", str(error)) from None
    except jwt.InvalidSignatureError:
        raise Unacceptable("signature", "it is not true") from None
    except jwt.PyJWTError as error:
        raise Unacceptable("unreadable", str(error)[:200]) from None
    except (RecursionError, ValueError, TypeError, OverflowError) as error:
        # JSON that is nested too deep, no text, or an infinite number.
        raise Unacceptable("unreadable", type(error).__name__) from None


def _check_audience(platform: LearningPlatform, claims: dict[str, Any]) -> None:
    """Of several audiences, `azp` says which is meant (OpenID Connect Core 1.0, 3.1.3.7)."""
    party, audience = claims.get("azp"), claims["aud"]
    several = isinstance(audience, list) and len(audience) > 1
    if (several or party is not None) and party != platform.client_id:
        raise Unacceptable("not_for_us", f"the authorised party is {str(party)[:80]!r}")


def _is_staff(roles: object) -> bool:
    """Roles are URIs (`…/membership#Instructor`), those of a course also single words."""
    named = [each for each in roles if isinstance(each, str)] if isinstance(roles, list) else []
    return any(each.rpartition("#")[2] in STAFF for each in named)


def _question(asked: dict[str, Any]) -> Question:
    where, taken = asked.get("deep_link_return_url"), asked.get("accept_types")
    data = json.dumps(asked["data"]) if "data" in asked else ""
    if not isinstance(where, str) or len(data) > LONGEST_DATA:
        raise Unacceptable("incomplete", "no address to answer at, or data that can't be repeated")
    if not isinstance(taken, list) or "ltiResourceLink" not in taken:
        raise Unacceptable("unsupported", "it takes no links to resources")
    return Question(where, data)


def _is_text(value: object) -> bool:
    # PostgreSQL keeps no NUL.
    return isinstance(value, str) and "\0" not in value


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
