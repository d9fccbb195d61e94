"""Keys of callers, hashed at rest: `keys.json` in the library's folder."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

KEY_BYTES = 24
"""A key is so many random bytes: too many to be guessed, so a quick hash keeps it."""


@dataclass(frozen=True, slots=True)
class Tier:
    """What a caller may.

    Attributes:
        quota: searches in any 24 hours.
        concurrency: searches at a time.
        priority: who has more goes first.
    """

    quota: int = 100_000
    concurrency: int = 64
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Key:
    """A caller with a name. An admin may change the library; one who may write, add signatures to it."""

    name: str
    tier: Tier
    admin: bool = False
    write: bool = False


class Keys:
    """The keys of one library. The file is read again when it changed; it holds SHA-256 of the keys, never a key."""

    def __init__(self, library: Path) -> None:
        self._path = library / "keys.json"
        self._seen: tuple[int, int] | None = None
        self._held: dict[str, Key] = {}

    def find(self, given: str) -> Key | None:
        """Whose key that is."""
        return self._all().get(_hash(given))

    def names(self) -> list[Key]:
        """All keys, by name."""
        return sorted(self._all().values(), key=lambda key: key.name)

    def add(self, name: str, tier: Tier, *, admin: bool = False, write: bool = False) -> str:
        """Make a key, in place of an older one of that name. It is told this once."""
        given = secrets.token_urlsafe(KEY_BYTES)
        held = {hashed: key for hashed, key in self._all().items() if key.name != name}
        self._write({**held, _hash(given): Key(name, tier, admin, write)})
        return given

    def remove(self, name: str) -> bool:
        """Take a key away; whether there was one of that name."""
        held = self._all()
        left = {hashed: key for hashed, key in held.items() if key.name != name}
        if len(left) < len(held):
            self._write(left)
        return len(left) < len(held)

    def _all(self) -> dict[str, Key]:
        try:
            stat = self._path.stat()
        except FileNotFoundError:
            self._seen, self._held = None, {}
            return self._held
        if (seen := (stat.st_mtime_ns, stat.st_size)) != self._seen:
            rows: dict[str, dict[str, Any]] = json.loads(self._path.read_text(encoding="utf-8"))["keys"]
            self._held = {
                hashed: Key(
                    row["name"],
                    Tier(row["quota"], row["concurrency"], row["priority"]),
                    row["admin"],
                    row.get("write", False),
                )
                for hashed, row in rows.items()
            }
            self._seen = seen
        return self._held

    def _write(self, keys: dict[str, Key]) -> None:
        rows = {
            hashed: {"name": key.name, "admin": key.admin, "write": key.write, **asdict(key.tier)}
            for hashed, key in keys.items()
        }
        fresh = self._path.with_suffix(".json.new")
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps({"format": 1, "keys": rows}, indent=1), encoding="utf-8")
        fresh.replace(self._path)
        self._seen = None


def _hash(given: str) -> str:
    return hashlib.sha256(given.encode()).hexdigest()
