from pathlib import Path

from tests.cli.program import ashen


def test_an_old_library_goes_over(bare: Path, old_season: list[Path]) -> None:
    """Status says what re-signing takes and how; a dry run says it in full and does nothing; re-signing tells of each
    video, and afterwards there is nothing left to say."""
    status = ashen("status", "--library", bare).out
    assert (
        "Recipe    frame/1; 3 videos to sign by frame/3, 0.00 hours of video, about 1 min: `ashen resign`\n" in status
    )
    dry = ashen("resign", "--dry-run", "--library", bare)
    assert dry.code == 0
    assert "3 videos" in dry.out
    assert "about 1 min" in dry.out
    counts = ashen("status", "--json", "--library", bare).json_lines[0]
    assert (counts["recipe"], counts["resign"]) == ("frame/1", {"file": 3, "stills": 0, "missing": 0})

    ran = ashen("resign", "--library", bare, "--workers", "1")
    assert ran.code == 0
    assert ran.err.splitlines()[0] == "3 files to look into"
    assert sorted(ran.err.splitlines()[1:]) == [f"re-signed {path}" for path in old_season]
    assert ran.out == "3 re-signed. The library is searched by frame/3.\n"
    counts = ashen("status", "--json", "--library", bare).json_lines[0]
    assert (counts["recipe"], counts["resign"]) == ("frame/3", None)
    assert "Recipe" not in ashen("status", "--library", bare).out
    assert "Nothing to do" in ashen("resign", "--dry-run", "--library", bare).out
    assert ashen("resign", "--library", bare).out.startswith("nothing to re-sign.")
    assert ashen("identify", old_season[0], "--library", bare).code == 0


def test_what_cannot_be_signed_is_listed(bare: Path, old_season: list[Path]) -> None:
    """Such a video is named with what to do, the code is 4, and only the option goes over without it."""
    old_season[0].unlink()
    dry = ashen("resign", "--dry-run", "--library", bare)
    assert "--without-missing" in dry.out
    ran = ashen("resign", "--library", bare)
    assert ran.code == 4
    assert "1 missing, 2 re-signed. The library is searched by frame/1.\n" in ran.out
    assert f"  missing {old_season[0]}: " in ran.out
    assert "--without-missing goes over" in ran.out
    over = ashen("resign", "--library", bare, "--without-missing")
    assert over.code == 0
    assert "searched by frame/3." in over.out
    assert "1 video not yet signed by frame/3 (1 with neither" in ashen("status", "--library", bare).out
