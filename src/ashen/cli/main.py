"""`ashen`: the program. Each command lives in the file of its name."""

from __future__ import annotations

import io
import os
import sys
from typing import Annotated

import typer

from ashen.cli import (
    archive,
    check,
    explain,
    feedback,
    group,
    identify,
    index,
    keys,
    list_videos,
    rebuild,
    remove,
    resign,
    serve,
    show,
    signature,
    spans,
    status,
)
from ashen.cli.exits import ERROR
from ashen.errors import AshenError

app = typer.Typer(
    name="ashen",
    help="Recognises anime by what it looks like: index your videos, then ask what a picture or a clip is.",
    epilog="Exit codes: 0 done, 1 something was not recognised, 2 wrong usage, 3 error, 4 some files could not be "
    "signed, 5 more of the file is in the library than may be, 130 interrupted.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=True,
)
app.command("index")(index.index)
app.command("archive")(archive.archive)
app.command("import")(archive.import_)
app.command("resign")(resign.resign)
app.command("identify")(identify.identify)
app.command("explain")(explain.explain)
app.command("check")(check.check)
app.command("feedback")(feedback.feedback)
app.command("group")(group.group)
app.command("list")(list_videos.list_videos)
app.command("show")(show.show)
app.command("spans")(spans.spans)
app.command("remove")(remove.remove)
app.command("status")(status.status)
app.command("rebuild")(rebuild.rebuild)
app.command("serve")(serve.serve)
app.command("keys")(keys.keys)
app.command("signature")(signature.signature)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # slow to load

        print(f"ashen {version('ashen')}")
        raise typer.Exit


@app.callback()
def options(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Recognises anime by what it looks like: index your videos, then ask what a picture or a clip is."""


def main() -> None:
    """Run the program; errors that are foreseen become one line and exit code 3."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # any file name can be shown
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except BrokenPipeError:  # `| head` has seen enough; what is left in the buffer must not be tried again at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except AshenError as error:
        print(f"ashen: {error.message}", file=sys.stderr)
        sys.exit(ERROR)
    except OSError as error:
        print(f"ashen: {error}", file=sys.stderr)
        sys.exit(ERROR)


if __name__ == "__main__":
    main()
