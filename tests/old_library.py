"""Libraries as they were before `frame/3` and `frame/2`: made by indexing real files, less what was not stored then."""

import shutil
import sqlite3
from pathlib import Path

from alembic import command

from ashen import Library
from ashen.catalog.engine import new_engine, url_of, writing
from ashen.catalog.upgrade import config_for
from ashen.ingest.scan import file_stat

OLD_RECIPES = ("color-layout/1", "frame/1")
NEW_RECIPES = ("frame/3", "frame/3-windows")


def index_by(recipe: str, folder: Path, videos: list[Path]) -> None:
    """A library that holds `videos` and is searched by an older recipe, yet signed by the newest too."""
    with Library.open(folder, create=True) as library:
        library.catalog.set_search_recipe(recipe)
        assert library.index(videos, workers=2).counts == {"indexed": len(videos)}


def made_by_frame_2(folder: Path, videos: list[Path]) -> Path:
    """A library as it was before `frame/3`: signed by `frame/2` and its windows, with stills."""
    index_by("frame/2", folder, videos)
    database = sqlite3.connect(folder / "ashen.db", isolation_level=None)
    database.execute("DELETE FROM signature WHERE recipe IN (?, ?)", NEW_RECIPES)
    database.close()
    return folder


def with_stills_only(full: Path, folder: Path) -> Path:
    """A copy of a library indexed by `frame/1` without the newest signatures, as when stills were kept already."""
    shutil.copytree(full, folder)
    database = sqlite3.connect(folder / "ashen.db", isolation_level=None)
    database.execute("DELETE FROM signature WHERE recipe NOT IN (?, ?)", OLD_RECIPES)
    database.close()
    return folder


def made_by_0001(full: Path, folder: Path) -> Path:
    """The data of a library indexed by `frame/1` in a database that knows neither stills nor what is searched, and its
    index. Opening it migrates it."""
    shutil.copytree(full / "index", folder / "index")
    path = folder / "ashen.db"
    engine = new_engine(url_of(path), 1.0)
    with writing(engine) as connection:
        command.upgrade(config_for(connection), "0001")
    engine.dispose()
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("ATTACH ? AS full", (str(full / "ashen.db"),))
    for table in ("anime", "anime_id", "episode", "video", "file"):
        database.execute(f"INSERT INTO main.{table} SELECT * FROM full.{table}")  # noqa: S608
    database.execute("INSERT INTO main.signature SELECT * FROM full.signature WHERE recipe IN (?, ?)", OLD_RECIPES)
    database.execute(
        "INSERT OR REPLACE INTO main.library SELECT * FROM full.library WHERE key IN ('library_id', 'revision')"
    )
    database.close()
    return folder


def recorded_at(library: Path, videos: list[Path]) -> Path:
    """The library with its episodes 1, 2 and so on recorded as lying at `videos`, as these files are now."""
    with Library.open(library) as opened:
        by_number = {video.episode.number: video for video in opened.videos()}
        for number, path in enumerate(videos, start=1):
            video = by_number[str(number)]
            gone = set(video.paths) - {str(path)}
            opened.catalog.link_file(file_stat(str(path)), video.id, gone=gone)
    return library
