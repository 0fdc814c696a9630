"""The errors that REST answers with: always an object of the same four keys."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.response import Response

from rest.addresses import is_rest_path
from tenants.models import Tenant
from tenants.refusal import Refused

NOTHING_HERE = _("There is nothing at this address.")
TYPES = {
    401: "authentication_error",
    402: "insufficient_quota",
    403: "permission_error",
    404: "not_found_error",
    429: "rate_limit_error",
}


class ErrorResponse(JsonResponse):
    """An error as an answer; metrics count it by its `error_code`."""

    def __init__(self, body: dict[str, Any], status: int, code: str | None) -> None:
        super().__init__(body, status=status)
        self.error_code = code


def error_body(
    status: int, message: str, *, code: str | None = None, param: str | None = None
) -> dict[str, Any]:
    """The body of an error: `{"error": {"message", "type", "param", "code"}}`."""
    kind = TYPES.get(status, "server_error" if status >= 500 else "invalid_request_error")
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def error_response(
    status: int, message: str, *, code: str | None = None, param: str | None = None
) -> ErrorResponse:
    """An error as an answer, for code outside of the REST framework."""
    return ErrorResponse(error_body(status, message, code=code, param=param), status, code)


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn an exception of a REST view into an answer; None for an unknown one, which is a 500."""
    if isinstance(error, Refused):
        message, headers = str(error), error.headers
        if error.status == 402:
            message = f"{message} {_where_to_upgrade(context['request'].tenant)}"
            # OpenAI's clients obey this header. A retry is no use until somebody changes the plan.
            headers = {"x-should-retry": "false", **headers}
        return Response(
            error_body(error.status, message, code=error.code, param=error.param),
            status=error.status,
            headers=headers,
        )
    if isinstance(error, exceptions.ValidationError):
        param, message = _first_error(error.detail)
        return Response(error_body(400, message, code="invalid_value", param=param), status=400)
    if isinstance(error, RequestDataTooBig):
        message = str(_("The request is larger than this installation accepts."))
        return Response(error_body(413, message, code="request_too_large"), status=413)
    if isinstance(error, exceptions.APIException):
        codes = error.get_codes()
        code = codes if isinstance(codes, str) else None
        return Response(
            error_body(error.status_code, str(error.detail), code=code), status=error.status_code
        )
    if isinstance(error, Http404):
        return Response(
            error_body(404, str(error) or str(NOTHING_HERE), code="not_found"), status=404
        )
    return None


def _where_to_upgrade(tenant: Tenant) -> str:
    page = settings.PUBLIC_URL + reverse(settings.PLAN_PAGE, args=[tenant.slug])
    return gettext("Your plan: %(url)s") % {"url": page}


def _first_error(detail: Any, param: str | None = None) -> tuple[str | None, str]:
    if isinstance(detail, dict):
        key, value = next(iter(detail.items()))
        name = param if key == "non_field_errors" else f"{param}.{key}" if param else str(key)
        return _first_error(value, name)
    if isinstance(detail, list):
        # Of a list of objects, those without errors are empty.
        wrong = next(((at, each) for at, each in enumerate(detail) if each), None)
        if wrong is None:
            return param, ""
        at, each = wrong
        return _first_error(each, f"{param}.{at}" if isinstance(each, dict) and param else param)
    return param, str(detail)


def is_rest(request: HttpRequest) -> bool:
    """Whether the address belongs to REST, whose answers are JSON."""
    return is_rest_path(request.path)
