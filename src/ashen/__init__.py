"""Ashen recognises anime by what it looks like.

    from ashen import Library

    with Library.open("library", create=True) as library:
        library.index(["/videos"])
        print(library.identify("screenshot.jpg").answer)

`Library` and `sign_media` are loaded when first used, so that importing Ashen costs nothing.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ashen.library import Library, sign_media

__all__ = ["Library", "sign_media"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from ashen import library

        return getattr(library, name)
    raise AttributeError(f"module 'ashen' has no attribute {name!r}")
