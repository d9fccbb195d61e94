"""Who may ask, and how much: keys, quotas in a rolling day, searches at a time."""

from __future__ import annotations

import hashlib
import hmac
import math
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request

from ashen.catalog.traffic import Traffic
from ashen.errors import KeyRefused, QuotaSpent, TooManyAtOnce
from ashen.server.keys import Key, Keys, Tier

DAY_S = 86400.0
STEP_S = 60.0
"""Searches are counted by the minute."""
FORGET_ABOVE = 10_000
"""Callers held in memory, before those who have not asked for a day are let go of."""
KEY_IN_QUERY = frozenset({"/me", "/search"})
"""Addresses that take `?key=` too, as trace.moe's do. It is never logged."""
SUBNET = 4
"""Of an IPv6 address, so many groups are one caller: its /64."""


@dataclass(slots=True)
class Caller:
    """Someone who asks.

    Attributes:
        id: tells callers apart; nobody's address can be told from it.
        tier: what they may.
        admin: whether they may change the library.
        write: whether they may add signatures to it.
        running: searches they have running.
        steps: how many searches began in which minute, oldest first.
    """

    id: str
    tier: Tier
    admin: bool = False
    write: bool = False
    running: int = 0
    steps: deque[tuple[int, int]] = field(default_factory=deque)

    def used(self, now_s: float) -> int:
        """Searches of the last 24 hours."""
        first = math.floor((now_s - DAY_S) / STEP_S)
        while self.steps and self.steps[0][0] <= first:
            self.steps.popleft()
        return sum(count for _, count in self.steps)

    def count(self, now_s: float, searches: int) -> None:
        """Note that searches begin."""
        step = math.floor(now_s / STEP_S)
        if self.steps and self.steps[-1][0] == step:
            searches += self.steps.pop()[1]
        self.steps.append((step, searches))

    def resets_s(self, now_s: float) -> int:
        """Seconds until the oldest search of the last 24 hours is forgotten."""
        if not self.steps:
            return int(DAY_S)
        return max(1, math.ceil((self.steps[0][0] + 1) * STEP_S + DAY_S - now_s))

    def headers(self, now_s: float) -> dict[str, str]:
        """What is left, as programs read it: the draft of the IETF, its older form, and the form before that."""
        quota, left = self.tier.quota, max(0, self.tier.quota - self.used(now_s))
        reset_s = self.resets_s(now_s)
        said = {"Limit": quota, "Remaining": left, "Reset": reset_s}
        return {
            "RateLimit-Policy": f'"day";q={quota};w={int(DAY_S)}',
            "RateLimit": f'"day";r={left};t={reset_s}',
            **{f"RateLimit-{name}": str(value) for name, value in said.items()},
            **{f"X-RateLimit-{name}": str(value) for name, value in said.items()},
        }


class Access:
    """Lets callers in. For one event loop.

    Args:
        keys: who has a key.
        anonymous: what callers without one may.
        admin_key: one more key, which may change the library.
        traffic: what callers asked before, and where that is kept.
        salt: addresses are hashed with it.
        now_s: the clock, seconds.
    """

    def __init__(
        self,
        keys: Keys,
        anonymous: Tier,
        admin_key: str | None,
        traffic: Traffic,
        salt: bytes,
        now_s: Callable[[], float] = time.time,
    ) -> None:
        self._keys, self._anonymous, self._admin_key = keys, anonymous, admin_key
        self.now_s = now_s
        self._traffic, self._salt = traffic, salt
        self._callers: dict[str, Caller] = {}
        self._before = traffic.callers(now_s())

    def caller(self, request: Request) -> Caller:
        """Who asks, by key or else by address.

        Raises:
            KeyRefused: there is no such key.
        """
        given = key_in(request)
        if given is None:
            return self._held(self._nameless(request), Key("", self._anonymous))
        if self._admin_key is not None and hmac.compare_digest(given.encode(), self._admin_key.encode()):
            return self._held("admin", Key("admin", Tier(quota=10**9, concurrency=1000, priority=9), admin=True))
        key = self._keys.find(given)
        if key is None:
            raise KeyRefused("There is no such key. Ask who runs the server for one, or ask without.")
        return self._held(f"key {key.name}", key)

    def begin(self, caller: Caller, searches: int = 1) -> None:
        """Let a caller search; to be followed by `end`.

        Raises:
            QuotaSpent: no searches are left.
            TooManyAtOnce: too many are running.
        """
        now_s, tier = self.now_s(), caller.tier
        used = caller.used(now_s)
        if used + searches > tier.quota:
            raise QuotaSpent(
                f"Search quota depleted (quota per 24 hours: {tier.quota}, used: {used}). Come again later."
            )
        if caller.running >= tier.concurrency:
            raise TooManyAtOnce(f"Only {tier.concurrency} searches at a time. Wait for one to end.")
        caller.running += 1
        caller.count(now_s, searches)
        self._traffic.note_caller(caller.id, math.floor(now_s / STEP_S), searches)

    def end(self, caller: Caller) -> None:
        """A search of the caller's ended."""
        caller.running -= 1

    def _held(self, name: str, key: Key) -> Caller:
        caller = self._callers.get(name)
        if caller is None or (caller.tier, caller.admin, caller.write) != (key.tier, key.admin, key.write):
            if len(self._callers) >= FORGET_ABOVE:
                self._forget()
            fresh = Caller(name, key.tier, key.admin, key.write)
            if caller is not None:
                fresh.running, fresh.steps = caller.running, caller.steps
            else:
                fresh.steps.extend(self._before.pop(name, ()))
            self._callers[name] = caller = fresh
        return caller

    def _nameless(self, request: Request) -> str:
        host = request.client.host if request.client else ""
        if ":" in host:
            host = ":".join(host.split(":")[:SUBNET])
        return hashlib.blake2b(host.encode(), key=self._salt, digest_size=8).hexdigest()

    def _forget(self) -> None:
        now_s = self.now_s()
        self._callers = {name: held for name, held in self._callers.items() if held.running or held.used(now_s)}


def key_in(request: Request) -> str | None:
    """The key a request has, in any of the headers that clients send it in."""
    headers = request.headers
    given = headers.get("x-api-key") or headers.get("x-trace-key")
    if not given and request.url.path in KEY_IN_QUERY:
        given = request.query_params.get("key")
    if not given and headers.get("authorization", "").lower().startswith("bearer "):
        given = headers["authorization"][7:].strip()
    return given or None


def access_of(request: Request) -> Access:
    """The running server's."""
    access: Access = request.app.state.access
    return access


def caller_of(request: Request) -> Caller:
    """Who asks; their answer says what is left for them."""
    access = access_of(request)
    caller = access.caller(request)
    request.state.caller = caller
    return caller


async def searching(request: Request) -> AsyncIterator[Caller]:
    """Who asks, let in for one search until it is answered."""
    access, caller = access_of(request), caller_of(request)
    access.begin(caller)
    try:
        yield caller
    finally:
        access.end(caller)


def administering(request: Request) -> Caller:
    """Who asks, if they may change the library.

    Raises:
        KeyRefused: they may not.
    """
    caller = caller_of(request)
    if not caller.admin:
        raise KeyRefused("This takes an admin's key: `ashen serve --admin-key`, or `ashen keys --add NAME --admin`.")
    return caller


def writing(request: Request) -> Caller:
    """Who asks, if they may add signatures to the library: by a key for that, or an admin's.

    Raises:
        KeyRefused: they may not.
    """
    caller = caller_of(request)
    if not (caller.admin or caller.write):
        raise KeyRefused("This takes a key that may write: `ashen keys --add NAME --write`, or an admin's.")
    return caller


Asking = Annotated[Caller, Depends(caller_of)]
Searching = Annotated[Caller, Depends(searching)]
Administering = Annotated[Caller, Depends(administering)]
Writing = Annotated[Caller, Depends(writing)]
