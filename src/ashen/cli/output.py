"""JSON to standard output."""

from __future__ import annotations

import json
import sys
from typing import Any


def print_json(value: Any, indent: int | None = None) -> None:
    """One JSON value, at once. Escaped where the terminal's encoding could not show it.

    A file name's undecodable bytes are lone surrogates; `main` has them written as \\udcXX, which is JSON's own form.
    """
    unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    print(json.dumps(value, ensure_ascii=not unicode, indent=indent), flush=True)
