"""What `/stats` says of past searches, as trace.moe has it, and keeping it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from ashen.catalog.traffic import Period, Traffic
from ashen.errors import CatalogError

log = logging.getLogger("ashen.server")

SAVE_EVERY_S = 5.0
"""So much is forgotten at most when the server is killed."""
STATUSES = (200, 400, 402, 405, 500, 503)
"""Always listed; others where they came up."""
PERCENTILES = (0, 10, 25, 50, 75, 90, 100)


async def keep(traffic: Traffic) -> None:
    """Save what was noted, now and then, until cancelled."""
    while True:
        await asyncio.sleep(SAVE_EVERY_S)
        try:
            await asyncio.to_thread(traffic.save, time.time())
        except CatalogError as error:
            log.warning("%s", error.message)


def traffic_rows(traffic: Traffic, period: Period, now_s: float) -> list[dict[str, Any]]:
    """Searches by status in each minute, hour or day that had any, oldest first. Blocks."""
    rows = []
    for began_s, counts in traffic.history("status", period, now_s).items():
        by_status = {str(int(status)): count for status, count in counts}
        row = {str(status): 0 for status in STATUSES} | by_status
        rows.append({"time": iso(began_s), **row, "total": sum(by_status.values())})
    return rows


def percentile_rows(traffic: Traffic, what: Any, period: Period, now_s: float) -> list[dict[str, Any]]:
    """Percentiles of times ("ms") or likeness ("similarity") of searches, likewise. Blocks."""
    return [
        {"time": iso(began_s), **{f"p{share}": percentile(counts, share) for share in PERCENTILES}}
        for began_s, counts in traffic.history(what, period, now_s).items()
    ]


def percentile(counts: Sequence[tuple[float, int]], share: int) -> float:
    """The first value, of rising ones with how often each was seen, at which at least `share` per cent are reached."""
    wanted, seen = share / 100 * sum(count for _, count in counts), 0
    for value, count in counts:
        seen += count
        if seen >= wanted:
            return value
    return counts[-1][0]


def iso(seconds: float) -> str:
    """Seconds since 1970 as JavaScript writes it."""
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", ".000Z")
