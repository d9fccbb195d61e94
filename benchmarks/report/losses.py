"""Where a peer is better than Ashen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from benchmarks.report.figure import Figure
from benchmarks.report.names import ASHEN
from benchmarks.report.tables import is_better, keyed


@dataclass(frozen=True, slots=True)
class Loss:
    """One figure at which a peer is better.

    Attributes:
        ashen, peer: the two figures: same task, edit and metric.
        apart: whether their intervals do not overlap; None where one has none.
    """

    ashen: Figure
    peer: Figure
    apart: bool | None

    @property
    def gap(self) -> float:
        """How far apart the two values are, in the metric's unit; never negative."""
        return abs((self.peer.value or 0.0) - (self.ashen.value or 0.0))

    @property
    def factor(self) -> float:
        """The larger value over the smaller; infinite when that is 0."""
        values = sorted((abs(self.peer.value or 0.0), abs(self.ashen.value or 0.0)))
        return values[1] / values[0] if values[0] else float("inf")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Ashen against all peers.

    Attributes:
        compared: how many pairs of figures there were.
        losses: those at which the peer is better: first those with intervals apart, then by gap.
    """

    compared: int
    losses: tuple[Loss, ...]


def compare(figures: Iterable[Figure]) -> Comparison:
    """Hold every figure of a peer against Ashen's of the same task, edit and metric."""
    by_key = keyed(figures)
    compared = 0
    losses: list[Loss] = []
    for (task, edit, system, metric), peer in sorted(by_key.items()):
        ashen = by_key.get((task, edit, ASHEN, metric))
        if system == ASHEN or ashen is None or ashen.value is None or peer.value is None:
            continue
        compared += 1
        if is_better(peer.value, ashen.value, metric):
            losses.append(Loss(ashen, peer, _apart(ashen, peer)))
    return Comparison(compared, tuple(sorted(losses, key=lambda loss: (loss.apart is not True, -loss.gap))))


def _apart(one: Figure, other: Figure) -> bool | None:
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return None
    return one.high < other.low or other.high < one.low
