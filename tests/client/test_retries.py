"""When a client asks again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from ashen.client.retries import Retries, seconds_of


@pytest.mark.parametrize(
    ("status", "again"), [(None, True), (429, True), (503, True), (504, True), (400, False), (422, False), (500, False)]
)
def test_only_what_may_pass_is_asked_again(status: int | None, again: bool) -> None:
    """A busy server, or one out of reach; not a question that is wrong."""
    assert (Retries().wait_s(1, status, None) is not None) == again


def test_waits_grow_and_end() -> None:
    """Each is about twice the one before, none is longer than may be, and the last attempt is the last."""
    retries = Retries(attempts=9, first_s=1.0, most_s=10.0)
    waits_s = [retries.wait_s(attempt, 503, None) for attempt in range(1, 10)]
    assert waits_s[-1] is None
    for number, wait_s in enumerate(waits_s[:-1]):
        whole_s = min(10.0, 2.0**number)
        assert wait_s is not None
        assert 0.75 * whole_s <= wait_s <= whole_s


def test_what_the_server_asks_for_is_done() -> None:
    """`Retry-After` goes before; when it is longer than one wants to wait, that is the answer."""
    assert Retries().wait_s(1, 429, "7") == 7.0
    assert Retries(most_s=5.0).wait_s(1, 429, "7") is None


def test_retry_after_is_a_number_or_a_date() -> None:
    """RFC 9110, 10.2.3; what is neither says nothing."""
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    assert seconds_of(soon) == pytest.approx(20, abs=2)
    assert seconds_of("Wed, 21 Oct 2015 07:28:00 GMT") == 0.0
    assert seconds_of("soon") is None
    assert seconds_of(None) is None
