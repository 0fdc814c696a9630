"""Who somebody is, as an identity provider tells it in attributes: each calls them differently."""

from dataclasses import asdict, dataclass
from typing import Any

from onelogin.saml2.response import OneLogin_Saml2_Response as Response

from single_sign_on.saml.unacceptable import Unacceptable

CLAIMS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/"
LONGEST_ID = 180

# First those that are made to tell people apart for ever (SAML V2.0 Subject Identifier Attributes).
IDS = (
    "urn:oasis:names:tc:SAML:attribute:pairwise-id",
    "urn:oasis:names:tc:SAML:attribute:subject-id",
)
EMAILS = (
    "urn:oid:0.9.2342.19200300.100.1.3",
    f"{CLAIMS}emailaddress",
    *("email", "mail", "emailaddress", "emailAddress", "Email"),
    f"{CLAIMS}upn",
    f"{CLAIMS}name",
)
NAMES = (
    "urn:oid:2.16.840.1.113730.3.1.241",
    "http://schemas.microsoft.com/identity/claims/displayname",
    *("displayName", "displayname", "name", "cn", "urn:oid:2.5.4.3"),
)
GIVEN = ("urn:oid:2.5.4.42", f"{CLAIMS}givenname", "givenName", "firstName", "first_name")
FAMILY = ("urn:oid:2.5.4.4", f"{CLAIMS}surname", "sn", "surname", "lastName", "last_name")


@dataclass(frozen=True, slots=True)
class Person:
    """`id` is the provider's own for them, the same whenever they come."""

    id: str
    email: str
    name: str

    def as_dict(self) -> dict[str, str]:
        """Its parts, by name."""
        return asdict(self)


def person_in(response: Response) -> Person:
    """Who the assertion of a valid response is about. Raises Unacceptable: it names nobody."""
    said: dict[str, list[Any]] = response.get_attributes()
    for name, values in response.get_friendlyname_attributes().items():
        said.setdefault(name, values)
    try:
        named = str(response.get_nameid() or "").strip()
        kind = str(response.get_nameid_format() or "").rpartition(":")[2]
    except Exception as error:
        raise Unacceptable("invalid", str(error)) from error
    email = next((each for each in _values(said, EMAILS) if "@" in each), "")
    if not email and "@" in named and kind != "persistent":
        email = named
    if not email:
        raise Unacceptable("no_email", f"no e-mail address among {sorted(said)}")
    known_as = next(iter(_values(said, IDS)), "")
    # A transient one is another whenever they come; then the address has to tell them apart.
    known_as = known_as or (named if kind != "transient" else "")
    known_as = known_as or f"mail:{email.lower()}"
    if len(known_as) > LONGEST_ID:
        raise Unacceptable("invalid", "the person's id is too long")
    parts = [next(iter(_values(said, each)), "") for each in (GIVEN, FAMILY)]
    name = " ".join(filter(None, parts)) or next(iter(_values(said, NAMES)), "")
    shown = next(iter(_values(said, NAMES[:2])), "")
    return Person(id=known_as, email=email, name=(shown or name).strip()[:100])


def _values(said: dict[str, list[Any]], names: tuple[str, ...]) -> list[str]:
    """What is said under these names, in their order."""
    found = (value for name in names for value in said.get(name, []))
    return [each.strip() for each in found if isinstance(each, str) and each.strip()]
