"""Computing as the way past a limit on attempts, so that nobody is locked out and guessing costs.

Whoever has no attempts left gets a challenge of ALTCHA's, which takes a browser seconds: try keys
of PBKDF2, one after another, until one has the right beginning. Its solution earns a pass, a
signed cookie for some more attempts from this address. Challenges take longer the more of them a
sender had within the hour. Without JavaScript, or without TLS, one waits instead.
"""

import secrets
import time
from typing import Any

import altcha
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from tenants.sealing.installation_keys import installation_key
from throttle import bucket
from throttle.bucket import Rate
from throttle.client_address import client_address, network_of

ALGORITHM, ITERATIONS = "PBKDF2/SHA-256", 5000
MOST_KEYS = 1000
"""So many lead to the right one at most, and at least half of them: some seconds of a browser."""
HARDER_AFTER = 5
"""Each so many challenges within an hour add MOST_KEYS."""
CHALLENGES = Rate(50, 3600)
SOLVE_WITHIN_SECONDS = 600
MAX_PAYLOAD_CHARACTERS = 4096

CHALLENGE_KEY, SOLUTION_KEY = "work-challenges", "work-solutions"
COOKIE, SALT = "lectern_attempts", "accounts.proof_of_work"
PASS_SECONDS = 3600
TRIES = Rate(5, PASS_SECONDS * 24)
"""The attempts of one pass; the bucket does not refill while the pass is valid."""


def challenge(request: HttpRequest) -> dict[str, Any] | None:
    """A challenge for this sender, or None if they have had too many within the hour."""
    sender = _sender(request)
    verdict = bucket.take([(f"work:{sender}", CHALLENGES)])
    if verdict is None or not verdict.allowed:
        return None
    given = CHALLENGES.count - verdict.remaining - 1
    keys = MOST_KEYS * (1 + given // HARDER_AFTER)
    made = altcha.create_challenge(
        ALGORITHM,
        ITERATIONS,
        counter=keys // 2 + secrets.randbelow(keys // 2),
        expires_at=int(time.time()) + SOLVE_WITHIN_SECONDS,
        data={"sender": sender},
        hmac_secret=installation_key(CHALLENGE_KEY),
        hmac_key_secret=installation_key(SOLUTION_KEY),
    )
    return made.to_dict()


def is_solved(request: HttpRequest, payload: str) -> bool:
    """Whether this is the solution of a challenge that was given to this sender, and is new."""
    if len(payload) > MAX_PAYLOAD_CHARACTERS:
        return False
    try:
        solved = altcha.Payload.from_base64(payload)
    except (ValueError, KeyError, TypeError, RecursionError):
        return False
    result = altcha.verify_solution(
        solved,
        installation_key(CHALLENGE_KEY),
        hmac_key_secret=installation_key(SOLUTION_KEY),
    )
    given = solved.challenge.parameters
    if not result.verified or given.data != {"sender": _sender(request)}:
        return False
    once = bucket.take([(f"solved:{given.nonce}", Rate(1, SOLVE_WITHIN_SECONDS))])
    return once is None or once.allowed


def give_pass(request: HttpRequest, response: HttpResponse) -> None:
    """Let this sender try TRIES more times."""
    content = {"id": secrets.token_hex(8), "sender": _sender(request)}
    response.set_cookie(
        COOKIE,
        signing.dumps(content, salt=SALT),
        max_age=PASS_SECONDS,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def use_pass(request: HttpRequest) -> bool:
    """Take one try of the sender's pass. False: they have none, or no try is left."""
    try:
        content = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=PASS_SECONDS)
    except signing.BadSignature:
        return False
    if content["sender"] != _sender(request):
        return False
    verdict = bucket.take([(f"pass:{content['id']}", TRIES)])
    return verdict is None or verdict.allowed


def _sender(request: HttpRequest) -> str:
    return network_of(client_address(request))
