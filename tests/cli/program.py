"""Runs the program within the test's process: starting Python anew costs a second."""

import contextlib
import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ashen.cli.main import main


@dataclass(frozen=True, slots=True)
class Ran:
    """How the program ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json_lines(self) -> list[Any]:
        """Each line of the output as the JSON it is."""
        return [json.loads(line) for line in self.out.splitlines()]


def ashen(*arguments: str | Path, encoding: str = "utf-8") -> Ran:
    """`ashen ARGUMENTS...`, its output encoded as a terminal of that encoding would have it."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _ in range(2)]
    before = sys.argv
    sys.argv = ["ashen", *map(str, arguments)]
    code: object = 0
    try:
        with contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]):
            main()
    except SystemExit as end:
        code = end.code
    finally:
        sys.argv = before
    texts = []
    for stream in streams:
        stream.flush()
        stream.seek(0)
        texts.append(stream.read())
    return Ran(code if isinstance(code, int) else 0 if code is None else 1, *texts)
