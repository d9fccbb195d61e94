"""`ashen keys`: who may ask `ashen serve` for more than others."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from ashen.cli.exits import ERROR
from ashen.cli.location import LibraryOption
from ashen.cli.output import print_json


def keys(
    library: LibraryOption,
    add: Annotated[
        str | None, typer.Option("--add", metavar="NAME", help="Make a key, in place of an older one of that name.")
    ] = None,
    remove: Annotated[str | None, typer.Option("--remove", metavar="NAME", help="Take a key away.")] = None,
    quota: Annotated[int, typer.Option("--quota", min=0, help="Of the new key: searches in 24 hours.")] = 1_000_000,
    concurrency: Annotated[int, typer.Option("--concurrency", min=1, help="Of the new key: searches at a time.")] = 64,
    priority: Annotated[
        int, typer.Option("--priority", min=0, max=9, help="Of the new key: who has more goes first.")
    ] = 1,
    admin: Annotated[bool, typer.Option("--admin", help="The new key may change the library.")] = False,
    write: Annotated[bool, typer.Option("--write", help="The new key may add signatures to the library.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False,
) -> None:
    """List the keys of the HTTP service, or make one, or take one away. A running server notices."""
    from ashen.library import Library
    from ashen.server.keys import Keys, Tier

    with Library.open(library):
        held = Keys(library)
    if remove is not None and not held.remove(remove):
        print(f"There is no key of the name {remove}.")
        raise typer.Exit(ERROR)
    made = None if add is None else held.add(add, Tier(quota, concurrency, priority), admin=admin, write=write)
    if as_json:
        rows = [{"name": key.name, "admin": key.admin, "write": key.write, **asdict(key.tier)} for key in held.names()]
        print_json({"made": made, "keys": rows})
        return
    if made is not None:
        print(f"{made}\nThis is the key of {add}. It is shown this once; the library keeps its hash.")
    for key in held.names():
        tier = key.tier
        rights = ", admin" if key.admin else ", may write" if key.write else ""
        may = f"{tier.quota} searches in 24 hours, {tier.concurrency} at a time, priority {tier.priority}"
        print(f"{key.name}: {may}{rights}")
