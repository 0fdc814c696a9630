"""A learning platform as a school has one: lti1p3platform's, which knows nothing of Lectern.

As a process (`python -m tests.web.lti.learning_platform PORT`) it is a small web site with a
course, which shows what it opens in a frame.
"""

import html
import http.server
import json
import sys
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from lti1p3platform.ltiplatform import LTI1P3PlatformConfAbstract
from lti1p3platform.message_launch import LTIAdvantageMessageLaunchAbstract
from lti1p3platform.oidc_login import OIDCLoginAbstract
from lti1p3platform.registration import Registration

ROLE = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
INSTRUCTOR, LEARNER = f"{ROLE}Instructor", f"{ROLE}Learner"
LESSON_FIELD, DEPLOYMENT, CLIENT = "lesson", "deployment-1", "client-1"


def new_key(bits: int = 2048) -> str:
    """A private key as PEM."""
    return (
        rsa.generate_private_key(public_exponent=65537, key_size=bits)
        .private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        .decode()
    )


def public_of(private: str) -> str:
    """The public key of a private one, as PEM."""
    loaded = serialization.load_pem_private_key(private.encode(), password=None)
    encoding, form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return loaded.public_key().public_bytes(encoding, form).decode()


class Conf(LTI1P3PlatformConfAbstract):
    """lti1p3platform asks it for the one tool that is registered."""

    def init_platform_config(self, registration: Registration) -> None:
        self._registration = registration

    def get_registration_by_params(self, **_kwargs: Any) -> Registration:
        return self._registration


class Login(OIDCLoginAbstract):
    def set_lti_message_hint(self, hint: str = "", **_kwargs: Any) -> None:
        self._lti_message_hint = hint

    def get_redirect(self, url: str) -> str:
        return url


class Message(LTIAdvantageMessageLaunchAbstract):
    """A launch, in answer to what the tool has asked for."""

    def __init__(self, asked: dict[str, str], conf: Conf) -> None:
        super().__init__(None, conf)
        self._asked = asked
        self._registration = conf.get_registration()

    def get_preflight_response(self) -> dict[str, Any]:
        return self._asked

    def render_launch_form(self, launch_data: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
        return launch_data


class LearningPlatform:
    """A platform at this address, with one tool."""

    def __init__(self, address: str, client_id: str = CLIENT) -> None:
        self.address = address
        self.registration = Registration()
        self.registration.set_iss(address).set_client_id(client_id).set_deployment_id(DEPLOYMENT)
        self.new_key()
        self.chosen: list[dict[str, Any]] = []

    def new_key(self, bits: int = 2048) -> None:
        """Sign with a new key, and publish that alone."""
        private = new_key(bits)
        self.registration.set_platform_private_key(private)
        self.registration.set_platform_public_key(public_of(private))

    @property
    def conf(self) -> Conf:
        return Conf(registration=self.registration)

    @property
    def keys(self) -> dict[str, Any]:
        """Its key set, with an id for each key."""
        return {"keys": self.registration.get_jwks()}

    def trust(self, login: str, launch: str, keys: dict[str, Any] | str) -> None:
        """Register the tool with these addresses; `keys` are its key set, or where that is."""
        self.registration.set_oidc_login_url(login).set_launch_url(launch)
        self.registration.set_deeplink_launch_url(launch)
        if isinstance(keys, str):
            self.registration.set_tool_key_set_url(keys)
        else:
            self.registration.set_tool_key_set(keys)

    def begin(self, hint: str = "activity-1") -> str:
        """Where a browser is led to that opens an activity."""
        login = Login(None, self.conf)
        login.set_lti_message_hint(hint=hint)
        return login.initiate_login("person-7")

    def launch(
        self,
        asked: dict[str, str],
        *,
        roles: tuple[str, ...] = (LEARNER,),
        custom: dict[str, str] | None = None,
        choosing: dict[str, Any] | None = None,
        locale: str = "",
        expiration: int = 300,
        **claims: Any,
    ) -> dict[str, str]:
        """The form that the browser posts: a launch, or with `choosing` one to choose content."""
        message = Message(asked, self.conf)
        message.set_user_data("person-7", list(roles), "Dora Fink", "dora@school.example")
        message.set_resource_link_claim("activity-1", title="Listening")
        message.set_launch_context_claim("course-3", context_title="English 5a")
        message.set_id_token_expiration(expiration)
        if custom is not None:
            message.set_custom_parameters_claim(custom)
        if locale:
            name = "https://purl.imsglobal.org/spec/lti/claim/launch_presentation"
            claims[name] = {"document_target": "iframe", "locale": locale}
        if choosing is not None:
            message.set_dl(**{"accept_types": {"ltiResourceLink"}, **choosing})
        message.set_extra_claims(claims)
        message.validate_preflight_response(asked)
        return message.render_launch_form(message.generate_launch_request())

    def took(self, token: str) -> list[dict[str, Any]]:
        """The content of an answer, after its signature was checked."""
        return self.conf.validate_deeplinking_resp({"JWT": token})


class Site(http.server.BaseHTTPRequestHandler):
    """The platform's web site: `/course?hint=…` has a frame in which the tool is opened.

    A hint is `choose`, or what was chosen as JSON.
    """

    platform: LearningPlatform

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        given = dict(parse_qsl(parts.query))
        match parts.path:
            case "/keys":
                self._say(json.dumps(self.platform.keys), "application/json")
            case "/course":
                source = html.escape(f"/open?hint={quote(given['hint'])}")
                frame = f'<iframe src="{source}" title="Activity" width="100%" height="600">'
                self._say(f'<html lang="en"><title>Course</title>{frame}</iframe></html>')
            case "/open":
                self._lead(self.platform.begin(given["hint"]))
            case "/auth":
                self._launch(given)
            case _:
                self.send_error(404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/trust":
            self.platform.trust(**json.loads(body))
            self._say("")
        else:
            [item] = self.platform.took(dict(parse_qsl(body))["JWT"])
            chosen = html.escape(json.dumps(item["custom"]))
            self._say(f'<p id="chosen" data-custom="{chosen}">{html.escape(item["title"])}</p>')

    def _launch(self, asked: dict[str, str]) -> None:
        if asked["redirect_uri"] != self.platform.registration.get_launch_url():
            self.send_error(400)
            return
        hint, locale = asked["lti_message_hint"], self.headers.get("Accept-Language", "")[:5]
        if hint == "choose":
            choosing = {"deep_link_return_url": f"{self.platform.address}/back"}
            form = self.platform.launch(
                asked, roles=(INSTRUCTOR,), choosing=choosing, locale=locale
            )
        else:
            form = self.platform.launch(asked, custom=json.loads(hint), locale=locale)
        fields = "".join(
            f'<input type="hidden" name="{name}" value="{html.escape(text)}">'
            for name, text in form.items()
        )
        where = html.escape(asked["redirect_uri"])
        send = "<script>document.forms[0].submit()</script>"
        self._say(f'<form method="post" action="{where}">{fields}</form>{send}')

    def _say(self, text: str, kind: str = "text/html; charset=utf-8") -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def _lead(self, where: str) -> None:
        self.send_response(302)
        self.send_header("Location", where)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args: Any) -> None:
        """Says nothing."""


def main() -> None:
    port = int(sys.argv[1])
    Site.platform = LearningPlatform(f"http://127.0.0.1:{port}")
    http.server.ThreadingHTTPServer(("127.0.0.1", port), Site).serve_forever()


if __name__ == "__main__":
    main()
