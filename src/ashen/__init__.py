"""Ashen recognises anime by what it looks like.

    from ashen import Library

    with Library.open("library", create=True) as library:
        library.index(["/videos"])
        print(library.identify("screenshot.jpg").answer)

All names are loaded when first used, so that importing Ashen costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ashen.ingest.archiving import sign_archive
    from ashen.library import Library
    from ashen.looking import sign_media

__all__ = ["Library", "sign_archive", "sign_media"]

_WHERE = {"Library": "ashen.library", "sign_archive": "ashen.ingest.archiving", "sign_media": "ashen.looking"}


def __getattr__(name: str) -> Any:
    if name in _WHERE:
        return getattr(import_module(_WHERE[name]), name)
    raise AttributeError(f"module 'ashen' has no attribute {name!r}")
