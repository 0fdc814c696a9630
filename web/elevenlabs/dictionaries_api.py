"""REST: the workspace's pronunciation dictionary, as one of ElevenLabs' dictionaries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from accounts.access import needs_scope
from accounts.request import TokenRequest
from rest.numbers import LARGEST_BIGINT, whole_number
from tenants.models import Tenant
from tenants.refusal import Refused
from voices.dictionary import services
from voices.dictionary.models import DictionaryVersion
from web.elevenlabs.serializers import ElevenLabsDictionaries, ElevenLabsDictionary

ID = "workspace"
"""The id of the only dictionary that a workspace has."""


@dataclass(frozen=True, slots=True)
class Dictionary:
    """The dictionary as it is now."""

    tenant: Tenant
    version: int
    rules: int


@extend_schema(operation_id="elevenlabsDictionaries", responses=ElevenLabsDictionaries)
@api_view(["GET"])
@needs_scope(GET="voices:read")
def dictionaries(request: TokenRequest) -> Response:
    """The workspace's dictionary, alone in its list. All texts are spoken with it, named or not."""
    return Response(ElevenLabsDictionaries([_dictionary(request)]).data)


@extend_schema(operation_id="elevenlabsDictionary", responses=ElevenLabsDictionary)
@api_view(["GET"])
@needs_scope(GET="voices:read")
def dictionary(request: TokenRequest, dictionary_id: str) -> Response:
    """The workspace's dictionary; its id is `workspace`. `PUT /v1/pronunciations` changes it."""
    if dictionary_id != ID:
        raise _unknown(dictionary_id, "pronunciation_dictionary_id")
    return Response(ElevenLabsDictionary(_dictionary(request)).data)


def version_of(locators: Sequence[Mapping[str, str | None]]) -> int | None:
    """The version of the dictionary that a request's locators name; None for the present one.

    Raises Refused for more than one, another dictionary, or a version that there is not.
    """
    param = "pronunciation_dictionary_locators"
    if len(locators) > 1:
        message = _("A workspace has one dictionary; name it once, or not at all.")
        raise Refused("one_dictionary", message, param=param)
    for locator in locators:
        if locator["pronunciation_dictionary_id"] != ID:
            raise _unknown(locator["pronunciation_dictionary_id"] or "", param)
        if not (version := locator.get("version_id")):
            continue
        number = whole_number(version, most=LARGEST_BIGINT)
        # 0 is the version of one that never had an entry.
        if number is None or (number and not _was(number)):
            message = _("There is no version %(number)s of the dictionary.")
            figures = {"number": version[:20]}
            raise Refused("version_not_found", message % figures, param=param, status=404)
        return number
    return None


def _was(version: int) -> bool:
    return DictionaryVersion.objects.filter(number=version).exists()


def _dictionary(request: TokenRequest) -> Dictionary:
    version = services.latest()
    return Dictionary(request.tenant, version, len(services.entries_of(version)))


def _unknown(name: str, param: str) -> Refused:
    message = _("There is no dictionary “%(name)s”; the workspace's own is “%(own)s”.")
    figures = {"name": name[:60], "own": ID}
    return Refused("dictionary_not_found", message % figures, param=param, status=404)
