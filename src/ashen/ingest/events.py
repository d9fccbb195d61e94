"""What indexing tells while it runs, for whoever shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

Outcome = Literal[
    "indexed",
    "partial",
    "moved",
    "copied",
    "unchanged",
    "skipped",
    "failed",
    "re-signed",
    "from stills",
    "missing",
    "signed",
]
"""What became of a file: signed whole; signed in part; known under another path, which is gone, or is still there;
as it was last time; failed last time and as it was then; not usable; and of a stored video that was to be signed by
another recipe: signed from the file; from its stills; neither is there; and signed into an archive."""
_SIGNED = ("indexed", "partial", "re-signed", "from stills", "signed")


@dataclass(frozen=True, slots=True)
class Planned:
    """The folders are read: this many files are to be looked into."""

    files: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Advanced:
    """A file is being signed and has come this far; `total_s` is 0 where the length is unknown."""

    path: str
    size_bytes: int
    done_s: float
    total_s: float


@dataclass(frozen=True, slots=True)
class Finished:
    """A file is done with: what is said here is stored already.

    Attributes:
        path: the file.
        outcome: what became of it.
        size_bytes: its length.
        duration_s: of the video; 0 when it failed.
        code: stable code of the error, empty unless it failed.
        message: what went wrong, also for a partial one.
    """

    path: str
    outcome: Outcome
    size_bytes: int
    duration_s: float = 0.0
    code: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Healed:
    """The search index did not agree with the catalogue and was mended."""

    message: str


Event = Planned | Advanced | Finished | Healed
OnEvent = Callable[[Event], None]


def ignore(event: Event) -> None:
    """Show nothing."""


@dataclass(slots=True)
class IndexSummary:
    """How an indexing run ended.

    Attributes:
        counts: files by outcome.
        problems: every file that failed, was signed in part, or is missing.
        signed_s: seconds of video signed.
        elapsed_s: wall-clock seconds it took.
    """

    counts: dict[Outcome, int] = field(default_factory=dict)
    problems: list[Finished] = field(default_factory=list)
    signed_s: float = 0.0
    elapsed_s: float = 0.0

    def note(self, event: Finished) -> None:
        """Count one more file."""
        self.counts[event.outcome] = self.counts.get(event.outcome, 0) + 1
        if event.outcome in ("failed", "partial", "missing"):
            self.problems.append(event)
        if event.outcome in _SIGNED:
            self.signed_s += event.duration_s
