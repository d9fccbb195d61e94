"""What is kept of the catalogue in memory is always what the catalogue would say."""

from pathlib import Path

from sqlalchemy import event

from ashen.catalog.catalog import Catalog
from ashen.catalog.recent import RecentReads
from ashen.catalog.records import Span
from tests.catalog.catalogs import at, new_catalog, new_signature, new_video, numbered


def filled(folder: Path) -> Catalog:
    catalog = new_catalog(folder)
    for number in (1, 2):
        catalog.add_video(new_video(f"h{number}", numbered(number)), [new_signature(number)], at(f"/{number}.mkv"))
    return catalog


def statements(catalog: Catalog) -> list[str]:
    """What the catalogue asks its database from now on."""
    asked: list[str] = []
    event.listen(catalog._engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    return asked


def test_what_did_not_change_is_not_read_again(tmp_path: Path) -> None:
    """The second answer costs no statement and is the first one's equal."""
    with filled(tmp_path) as catalog:
        recent = RecentReads(catalog)
        first = (
            recent.videos_of([1, 2, 9]),
            recent.spans([1]),
            recent.verdicts("image"),
            recent.search_recipe,
            recent.revision,
        )
        asked = statements(catalog)
        second = (
            recent.videos_of([9, 2, 1]),
            recent.spans([1]),
            recent.verdicts("image"),
            recent.search_recipe,
            recent.revision,
        )
        assert not asked
        assert first == second
        assert first[0] == catalog.videos_of([1, 2, 9])
        recent.close()


def test_every_change_is_seen_at_once(tmp_path: Path) -> None:
    """By the same catalogue, by another connection; of videos, of spans; also of what was not held before."""
    span = Span(1, 1, 10.0, 20.0), Span(1, 2, 10.0, 20.0)
    with filled(tmp_path) as catalog, Catalog.open(tmp_path / "catalog.db") as other:
        recent = RecentReads(catalog)
        assert set(recent.videos_of([1, 2, 3])) == {1, 2}
        assert recent.spans([1]) == recent.spans_of_groups([1]) == []
        other.set_spans(1, 1, [], span)
        assert recent.spans([1]) == [span[0]]
        assert recent.spans_of_groups([1]) == list(span)
        catalog.remove_videos([2])
        assert set(recent.videos_of([1, 2, 3])) == {1}
        assert recent.spans([1]) == []
        other.add_video(new_video("h3", numbered(3)), [new_signature(3)], at("/3.mkv"))
        assert set(recent.videos_of([1, 2, 3])) == {1, 3}
        assert recent.revision == other.revision()
        recent.close()


def test_after_closing_all_is_read(tmp_path: Path) -> None:
    """As where the database cannot tell of changes: what is told is still true."""
    with filled(tmp_path) as catalog:
        recent = RecentReads(catalog)
        assert set(recent.videos_of([1, 2])) == {1, 2}
        recent.close()
        catalog.remove_videos([2])
        assert set(recent.videos_of([1, 2])) == {1}
