"""What a server remembers of who asked how much: `traffic.db` beside the catalogue. With it, only counts are lost.

Callers are names of keys, or keyed hashes of addresses; of single searches nothing is kept. Counts by caller go after a
day, history by minute after an hour, by hour after 72 hours, by day after 60 days.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Literal

from ashen.errors import CatalogError

Period = Literal["minute", "hour", "day"]
What = Literal["status", "ms", "similarity"]

STEP_S: Mapping[Period, int] = {"minute": 60, "hour": 3600, "day": 86400}
KEPT_S: Mapping[Period, int] = {"minute": 3600, "hour": 72 * 3600, "day": 60 * 86400}
"""As long as trace.moe shows it."""
CALLERS_KEPT_S = 86400 + 60
BUSY_S = 5.0

_TABLES = """
CREATE TABLE IF NOT EXISTS caller (id TEXT, minute INTEGER, searches INTEGER, PRIMARY KEY (id, minute)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS history (
    period TEXT, began_s INTEGER, what TEXT, value REAL, count INTEGER, PRIMARY KEY (period, began_s, what, value)
) WITHOUT ROWID;
PRAGMA user_version = 1;
"""

log = logging.getLogger("ashen.server")


class Traffic:
    """Counts of searches. Noting is quick and never fails; `save` writes what was noted, from any thread.

    Where the file cannot be written, or is none, counts last as long as the process, and the log says so.

    Args:
        path: the file.
    """

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._callers: Counter[tuple[str, int]] = Counter()
        self._history: Counter[tuple[Period, int, What, float]] = Counter()
        try:
            self._database = _opened(path)
        except (sqlite3.Error, OSError) as error:
            log.warning("traffic is not kept: %s", error)
            self._database = _opened(None)

    def close(self) -> None:
        """Write what was noted, and let go of the file."""
        with suppress(CatalogError):
            self.save(0.0)
        self._database.close()

    def note_caller(self, caller: str, minute: int, searches: int) -> None:
        """A caller began searches, in a minute since 1970."""
        self._callers[caller, minute] += searches

    def note_answer(self, now_s: float, status: int, took_ms: float, similarity: float | None) -> None:
        """A search was answered: with which status, in how many milliseconds, the best of it how alike, 0..1."""
        noted: list[tuple[What, float]] = [("status", float(status)), ("ms", float(f"{took_ms:.2g}"))]
        if similarity is not None:
            noted.append(("similarity", round(similarity, 3)))
        for period, step_s in STEP_S.items():
            for what, value in noted:
                self._history[period, int(now_s // step_s) * step_s, what, value] += 1

    def save(self, now_s: float) -> None:
        """Write what was noted, and forget what is old.

        Args:
            now_s: seconds since 1970; 0 forgets nothing.

        Raises:
            CatalogError: it cannot be written now; what was noted is written the next time.
        """
        with self._lock:
            callers, self._callers = self._callers, Counter()
            history, self._history = self._history, Counter()
            try:
                with self._database as database:
                    database.executemany(
                        "INSERT INTO caller VALUES (?, ?, ?) "
                        "ON CONFLICT DO UPDATE SET searches = searches + excluded.searches",
                        [(*key, count) for key, count in callers.items()],
                    )
                    database.executemany(
                        "INSERT INTO history VALUES (?, ?, ?, ?, ?) "
                        "ON CONFLICT DO UPDATE SET count = count + excluded.count",
                        [(*key, count) for key, count in history.items()],
                    )
                    if now_s:
                        database.execute("DELETE FROM caller WHERE minute * 60 < ?", (now_s - CALLERS_KEPT_S,))
                        database.executemany(
                            "DELETE FROM history WHERE period = ? AND began_s < ?",
                            [(period, now_s - kept_s) for period, kept_s in KEPT_S.items()],
                        )
            except sqlite3.Error as error:
                self._callers += callers
                self._history += history
                raise CatalogError(f"What was counted cannot be written now: {error}. Try again later.") from error

    def callers(self, now_s: float) -> dict[str, list[tuple[int, int]]]:
        """Caller -> minutes of the last day and searches begun in each, oldest first, as saved."""
        query = "SELECT id, minute, searches FROM caller WHERE minute * 60 >= ? ORDER BY minute"
        found: dict[str, list[tuple[int, int]]] = {}
        with self._lock:
            for caller, minute, searches in self._database.execute(query, (now_s - CALLERS_KEPT_S,)):
                found.setdefault(caller, []).append((minute, searches))
        return found

    def history(self, what: What, period: Period, now_s: float) -> dict[int, list[tuple[float, int]]]:
        """When each minute, hour or day began -> values seen in it, rising, and how often; as saved. Times have two
        digits that count, similarities three decimals."""
        query = (
            "SELECT began_s, value, count FROM history WHERE period = ? AND what = ? AND began_s > ? "
            "ORDER BY began_s, value"
        )
        found: dict[int, list[tuple[float, int]]] = {}
        with self._lock:
            for began_s, value, count in self._database.execute(query, (period, what, now_s - KEPT_S[period])):
                found.setdefault(began_s, []).append((value, count))
        return found


def _opened(path: Path | None) -> sqlite3.Connection:
    if path is not None:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))  # so that others may not read it
    database = sqlite3.connect(path or ":memory:", timeout=BUSY_S, check_same_thread=False)
    try:
        database.executescript(_TABLES)
    except sqlite3.Error:
        database.close()
        raise
    return database
