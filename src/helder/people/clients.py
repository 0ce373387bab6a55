"""Programs that use the API: who they are by their token, and that a repeated request works once.

Owns: the check of token and scope, the number of requests a minute, kept answers.
Refuses: what a request does.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from pydantic import BaseModel

from helder.kit import clock
from helder.kit.problems import KEY_REUSED, SCOPE, TOKEN, TOO_MANY, UNREADABLE, Problem
from helder.people import tokens
from helder.people.limits import within
from helder.people.models import AnsweredRequest, ApiToken

PER_MINUTE = 600
LONGEST_KEY = 200
ANSWERS_KEPT = timedelta(days=7)


class NeedsScope:
    """Lets a request in that carries a token with this scope."""

    def __init__(self, scope: str, per_minute: int = 0) -> None:
        self.scope, self.per_minute = scope, per_minute

    def __call__(self, request: HttpRequest) -> ApiToken:
        """The token. Raises Problem: 401, 429 or 403."""
        token, most = _token(request), self.per_minute or PER_MINUTE
        if not within(f"api:{token.pk}", most, 60):
            raise Problem(
                TOO_MANY,
                gettext("This token may do %(count)d requests a minute. Wait a moment.")
                % {"count": most},
                headers={"Retry-After": "60"},
            )
        if self.scope not in token.scopes:
            raise _no_scope(self.scope)
        return token


def needs(scope: str) -> dict[str, Any]:
    """What an operation says to need a scope: the check, and the line in the OpenAPI document."""
    if scope not in tokens.SCOPES:
        raise KeyError(scope)
    return {"auth": NeedsScope(scope), "openapi_extra": {"security": [{"token": [scope]}]}}


def client(request: HttpRequest) -> ApiToken:
    """The token of a request that was let in."""
    token: ApiToken = request.auth  # type: ignore[attr-defined]
    return token


def once(request: HttpRequest, status: int, work: Callable[[], BaseModel]) -> HttpResponse:
    """Does the work and answers; a repeated Idempotency-Key gets the same answer, and no work.

    The key's row is written in the transaction of the work: a second request with it waits for
    the first (a unique row), and after a crash neither the work nor the row is there. The answer
    is kept as text, because a database may change the order of an object.
    """
    key = _key(request)
    with transaction.atomic():
        if key is None:
            return _answer(status, work().model_dump_json())
        print_ = _fingerprint(request)
        kept, made = AnsweredRequest.objects.get_or_create(
            token=client(request), key=key, defaults={"fingerprint": print_}
        )
        if not made:
            return _again(kept, print_)
        kept.status, kept.body = status, work().model_dump_json()
        kept.save(update_fields=["status", "body"])
    return _answer(kept.status, str(kept.body))


def forget_answers() -> int:
    """Drops kept answers that nobody repeats any more."""
    old = AnsweredRequest.objects.filter(created_at__lt=clock.now() - ANSWERS_KEPT)
    return old.delete()[0]


def _token(request: HttpRequest) -> ApiToken:
    scheme, _, plain = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not plain.strip():
        raise _no_token(gettext("Send your token in the header “Authorization: Bearer …”."), "")
    token = tokens.find(plain.strip())
    if token is None:
        raise _no_token(
            gettext("This token does not exist, or it was revoked."), ', error="invalid_token"'
        )
    return token


def _no_token(detail: str, error: str) -> Problem:
    return Problem(TOKEN, detail, headers={"WWW-Authenticate": f'Bearer realm="Helder"{error}'})


def _no_scope(scope: str) -> Problem:
    challenge = f'Bearer realm="Helder", error="insufficient_scope", scope="{scope}"'
    return Problem(
        SCOPE,
        gettext("This token lacks the scope “%(scope)s”.") % {"scope": scope},
        headers={"WWW-Authenticate": challenge},
        scope=scope,
    )


def _key(request: HttpRequest) -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not 0 < len(key.strip()) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise Problem(
            UNREADABLE,
            gettext("An Idempotency-Key has 1 to %(most)d plain signs, such as a UUID.")
            % {"most": LONGEST_KEY},
        )
    return key.strip()


def _fingerprint(request: HttpRequest) -> str:
    """The same for the same JSON, however it is spaced and ordered."""
    body = json.dumps(json.loads(request.body), sort_keys=True)
    return hashlib.sha256(f"{request.method} {request.path}\n{body}".encode()).hexdigest()


def _again(kept: AnsweredRequest, fingerprint: str) -> HttpResponse:
    if kept.fingerprint != fingerprint:
        raise Problem(
            KEY_REUSED,
            gettext("This Idempotency-Key was used for another request. Choose a new key."),
        )
    answer = _answer(kept.status, str(kept.body))
    answer.headers["Idempotent-Replay"] = "true"
    return answer


def _answer(status: int, body: str) -> HttpResponse:
    return HttpResponse(body, status=status, content_type="application/json")
