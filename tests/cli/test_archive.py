from pathlib import Path

from tests.cli.program import ashen


def test_an_archive_goes_from_one_machine_to_another(tmp_path: Path, episodes: list[Path]) -> None:
    """Made without a library, imported into a new one, which then recognises the video; again, it is known."""
    made = ashen("archive", episodes[2], "--out", tmp_path / "one.ashen", "--no-stills")
    assert made.code == 0
    assert "1 signed" in made.out
    first = ashen("import", tmp_path / "one.ashen", "--library", tmp_path / "library", "--json")
    assert first.code == 0
    [told] = first.json_lines
    assert (told["schema"], told["added"], told["videos"][0]["name"]) == (1, 1, episodes[2].name)
    again = ashen("import", tmp_path / "one.ashen", "--library", tmp_path / "library")
    assert again.out.strip().endswith("1 known")
    found = ashen("identify", episodes[2], "--library", tmp_path / "library", "--json")
    assert (found.code, found.json_lines[0]["matches"][0]["episode"]["number"]) == (0, "3")
    assert ashen("status", "--library", tmp_path / "library", "--json").json_lines[0]["gone"] == []


def test_what_fails_has_its_exit_code(tmp_path: Path, episodes: list[Path]) -> None:
    """4 where some files failed or some videos were refused, 3 where the archive is none."""
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no video")
    assert ashen("archive", broken, "--out", tmp_path / "none.ashen").code == 4
    old = ashen("archive", episodes[2], "--out", tmp_path / "old.ashen", "--recipe", "color-layout/1")
    assert old.code == 3
    assert ashen("import", broken, "--library", tmp_path / "library").code == 3
