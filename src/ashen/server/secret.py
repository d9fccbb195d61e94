"""The server's secret: `server.secret` in the library's folder, 32 random bytes that only its owner may read.

From it come the key that signs links to previews, so that they hold when the server starts again, and the key that
callers' addresses are hashed with.
"""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
from pathlib import Path
from typing import Literal

BYTES = 32
NAME = "server.secret"

log = logging.getLogger("ashen.server")


def kept_secret(library: Path) -> bytes:
    """The secret of a library's server, made where there is none. Where the folder cannot be written: a fresh one."""
    path = library / NAME
    fresh = secrets.token_bytes(BYTES)
    try:
        made = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        held = _read(path)
        if len(held) == BYTES:
            return held
        log.warning("%s is not what was written; delete it, and links to previews hold again over a restart", path)
        return fresh
    except OSError as error:
        log.warning("links to previews end with this server: %s", error)
        return fresh
    with os.fdopen(made, "wb") as file:
        file.write(fresh)
    return fresh


def key_for(secret: bytes, purpose: Literal["links", "addresses"]) -> bytes:
    """A key for one purpose, 32 bytes; none of the others can be told from it."""
    return hashlib.blake2b(purpose.encode(), key=secret, digest_size=BYTES).digest()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        log.warning("links to previews end with this server: %s", error)
        return b""
