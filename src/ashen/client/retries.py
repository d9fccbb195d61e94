"""When to ask again, and how long to wait before."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

AGAIN = frozenset({429, 502, 503, 504})
"""Answers after which asking again may help."""


@dataclass(frozen=True, slots=True)
class Retries:
    """How often to ask again when the server is busy or out of reach. Searches change nothing, so that is safe.

    Attributes:
        attempts: at most, the first included.
        first_s: wait before the second; doubled before each further one, a random quarter less.
        most_s: longest wait; where the server asks for more, its answer is final.
    """

    attempts: int = 4
    first_s: float = 0.5
    most_s: float = 30.0

    def wait_s(self, attempt: int, status: int | None, retry_after: str | None) -> float | None:
        """How long to wait before asking again; None when the answer is final.

        Args:
            attempt: how many were made.
            status: of the answer; None when there was none.
            retry_after: what the answer's header of that name says (RFC 9110, 10.2.3).
        """
        if attempt >= self.attempts or (status is not None and status not in AGAIN):
            return None
        told_s = seconds_of(retry_after)
        if told_s is not None:
            return told_s if told_s <= self.most_s else None
        wait_s = min(self.most_s, self.first_s * 2.0 ** (attempt - 1))
        return wait_s * (1 - random.random() / 4)  # noqa: S311 - so that many clients do not come back at once


def seconds_of(retry_after: str | None) -> float | None:
    """Seconds from now that the header means, as a number or a date; None where it says nothing that is understood."""
    if not retry_after:
        return None
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        until = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())
