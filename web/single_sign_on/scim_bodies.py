"""What directories send, checked: of each attribute its type, and of a change what it is about.

Attributes that Lectern keeps no value of are checked, too: a directory that sends a wrong type is
told, as RFC 7644 (section 3.12) has it, rather than believed in part.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
MOST_OPERATIONS = 100
LONGEST_EMAIL = 254

# RFC 7643, sections 3.1 and 4.1, in small letters, as names of attributes don't differ by case.
TEXTS = frozenset(
    {"username", "displayname", "nickname", "profileurl", "title", "usertype", "externalid"}
    | {"preferredlanguage", "locale", "timezone", "password"}
)
LISTS = frozenset(
    {"emails", "phonenumbers", "ims", "photos", "addresses", "groups", "entitlements", "roles"}
    | {"x509certificates"}
)
PARTS_OF_NAME = frozenset(
    {"formatted", "familyname", "givenname", "middlename", "honorificprefix", "honorificsuffix"}
)
ATTRIBUTES = TEXTS | LISTS | {"name", "active", "schemas", "id", "meta"}
# attribute, attribute.part, attribute[filter], attribute[filter].part
PATH = re.compile(r"([a-zA-Z][\w$-]*)(\[[^\[\]]{1,200}\])?(?:\.([a-zA-Z$][\w$-]*))?")


class Wrong(Exception):
    """A body that is refused. `kind` is one of RFC 7644's scimType."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Described:
    """A person, as a directory describes them."""

    email: str
    name: str
    active: bool


def described(body: Any) -> Described:
    """The user in the body of a POST or PUT. Raises Wrong."""
    given = _attributes(_object(body), USER)
    named = given.get("username")
    if not isinstance(named, str) or not named.strip():
        raise _value("userName")
    email = named.strip()
    addresses = [each["value"] for each in given.get("emails") or [] if each.get("value")]
    # A directory may know people by another name than their address.
    if "@" not in email and addresses:
        email = addresses[0].strip()
    if len(email) > LONGEST_EMAIL:
        raise _value("userName")
    try:
        validate_email(email)
    except ValidationError:
        raise _value("userName") from None
    parts = given.get("name") or {}
    whole = parts.get("formatted") or " ".join(
        filter(None, [parts.get("givenname"), parts.get("familyname")])
    )
    name = (given.get("displayname") or whole or "").strip()
    active = given.get("active")
    return Described(email=email, name=name, active=True if active is None else truth(active))


def stays_active(body: Any) -> bool:
    """Whether the user is active after the operations of a PATCH. Raises Wrong."""
    given = _lower(_object(body))
    _check_schemas(given, PATCH)
    operations = given.get("operations")
    if not isinstance(operations, list) or not 1 <= len(operations) <= MOST_OPERATIONS:
        message = _("Send 1 to %(most)d “Operations”.") % {"most": MOST_OPERATIONS}
        raise Wrong("invalidSyntax", message)
    active = True
    for each in operations:
        operation = _lower(_object(each))
        op = operation.get("op")
        # Entra ID writes “Replace”.
        if not isinstance(op, str) or op.lower() not in ("add", "remove", "replace"):
            raise Wrong("invalidSyntax", _("“op” is one of add, remove and replace."))
        active = _after(op.lower(), operation, active=active)
    return active


def truth(value: Any) -> bool:
    """A boolean; some directories send ["False"], or [{"value": "False"}]. Raises Wrong."""
    value = value[0] if isinstance(value, list) and len(value) == 1 else value
    value = value.get("value") if isinstance(value, dict) else value
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in ("true", "false"):
        return value.strip().lower() == "true"
    raise _value("active")


def _after(op: str, operation: Mapping[str, Any], *, active: bool) -> bool:
    path, value = operation.get("path"), operation.get("value")
    if path is None:
        if op == "remove":
            raise Wrong("noTarget", _("“remove” needs a “path”."))
        changed = _attributes(_object(value), USER)
        return truth(changed["active"]) if changed.get("active") is not None else active
    attribute = _attribute_of(path)
    if attribute == "active":
        return False if op == "remove" else truth(value)
    if op != "remove" and value is None:
        raise _value("value")
    if op != "remove" and "[" not in path and "." not in path and attribute in ATTRIBUTES:
        one = [value] if attribute in LISTS and isinstance(value, dict) else value
        _attributes({attribute: one}, USER)
    return active


def _attribute_of(path: Any) -> str:
    """The attribute that a path is about, in small letters."""
    if not isinstance(path, str) or len(path) > 500:
        raise _path(path)
    if path.lower().startswith(ENTERPRISE.lower()):
        return ENTERPRISE
    bare = path[len(USER) + 1 :] if path.lower().startswith(f"{USER.lower()}:") else path
    found = PATH.fullmatch(bare)
    if found is None or found[1].lower() not in ATTRIBUTES:
        raise _path(path)
    return found[1].lower()


def _object(body: Any) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise Wrong("invalidSyntax", _("Send a JSON object."))
    return body


def _lower(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name.lower(): value for name, value in given.items()}


def _check_schemas(given: Mapping[str, Any], wanted: str) -> None:
    named = given.get("schemas")
    if named is None:
        return
    texts = isinstance(named, list) and all(isinstance(each, str) for each in named)
    if not texts or wanted.lower() not in [each.lower() for each in named]:
        message = _("“schemas” has to name %(schema)s.") % {"schema": wanted}
        raise Wrong("invalidValue", message)


def _attributes(body: Mapping[str, Any], schema: str) -> dict[str, Any]:
    """By their names in small letters, each of the type that it should have. Null is nothing."""
    given = _lower(body)
    _check_schemas(given, schema)
    names = {name.lower(): name for name in body}
    for name in TEXTS & given.keys():
        if not isinstance(given[name], str | None):
            raise _value(names[name])
    for name in LISTS & given.keys():
        given[name] = _listed(names[name], given[name])
    if given.get("name") is not None:
        if not isinstance(given["name"], dict):
            raise _value("name")
        given["name"] = _lower(given["name"])
        for part in PARTS_OF_NAME & given["name"].keys():
            if not isinstance(given["name"][part], str | None):
                raise _value(f"name.{part}")
    return given


def _listed(name: str, value: Any) -> list[dict[str, Any]]:
    value = [] if value is None else value
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise _value(name)
    found = [_lower(each) for each in value]
    if name.lower() == "emails":
        for each in found:
            if not isinstance(each.get("value"), str | None):
                raise _value("emails.value")
    return found


def _value(name: str) -> Wrong:
    return Wrong(
        "invalidValue", _("“%(name)s” is missing, or not as it should be.") % {"name": name}
    )


def _path(path: Any) -> Wrong:
    shown = str(path)[:80]
    return Wrong("invalidPath", _("There is no “%(path)s” to change.") % {"path": shown})
