import importlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from ashen.cli.main import app
from tests.cli.program import ashen

DOCS = Path(__file__).parents[2] / "docs"
GROUP: Any = get_command(app)
COMMANDS: dict[str, Any] = dict(GROUP.commands)


def section(command: str) -> str:
    """What docs/cli.md says of a command."""
    found = re.search(rf"^## ashen {command}\n(.*?)(?=^## |\Z)", (DOCS / "cli.md").read_text("utf-8"), re.M | re.S)
    assert found, f"docs/cli.md has no section on ashen {command}"
    return found[1]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_explained(name: str) -> None:
    """A command, and each of its options and arguments, has help and is in docs/cli.md."""
    command, text = COMMANDS[name], section(name)
    assert command.help
    assert f"(#ashen-{name})" in (DOCS / "cli.md").read_text("utf-8")
    for parameter in command.params:
        if parameter.name == "help":
            continue
        assert parameter.help, f"{name} {parameter.name} has no help"
        spelt = parameter.opts if parameter.param_type_name == "option" else [parameter.metavar]
        for each in spelt:
            assert each in text, f"docs/cli.md does not say what {each} of ashen {name} is"


def test_nothing_is_explained_that_is_not_there() -> None:
    """Sections and options in docs/cli.md exist in the program."""
    text = (DOCS / "cli.md").read_text("utf-8")
    assert set(re.findall(r"^## ashen (\w+)$", text, re.M)) == set(COMMANDS)
    for name in COMMANDS:
        known = {option for parameter in COMMANDS[name].params for option in parameter.opts}
        assert set(re.findall(r"^\| `(--[\w-]+)", section(name), re.M)) <= known


def test_exit_codes_are_documented() -> None:
    """Every exit code the program uses is in its help and in docs/cli.md."""
    table = (DOCS / "cli.md").read_text("utf-8").split("## Exit codes")[1].split("\n## ")[0]
    documented = {int(code) for code in re.findall(r"^\| (\d+) \|", table, re.M)}
    exits = importlib.import_module("ashen.cli.exits")
    used = {value for name, value in vars(exits).items() if name.isupper()}
    assert documented == used | {0, 2}
    assert used | {0, 2} == {int(code) for code in re.findall(r"\b(\d+) ", str(GROUP.epilog))}


def test_wrong_usage_is_code_2(tmp_path: Path) -> None:
    """Unknown commands and options, missing arguments, and a file in place of the library's folder."""
    (tmp_path / "file").touch()
    for arguments in (["frobnicate"], ["list", "--frob"], ["identify"], ["list", "--library", str(tmp_path / "file")]):
        assert ashen(*arguments).code == 2


@pytest.mark.parametrize("command", ["list", "status", "rebuild", "resign", "show 1", "remove 1", "identify x.png"])
def test_without_a_library_there_is_one_line(tmp_path: Path, command: str) -> None:
    """Where there is no library a command says so in one line, ends with 3, and makes none."""
    ran = ashen(*command.split(), "--library", tmp_path / "nowhere")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.count("\n") == 1
    assert "ashen index" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_the_library_may_come_from_the_environment(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """ASHEN_LIBRARY names it where --library does not."""
    monkeypatch.setenv("ASHEN_LIBRARY", str(shelf))
    assert ashen("status", "--json").json_lines[0]["library"] == str(shelf)


def test_the_version_is_printed() -> None:
    """`--version` prints name and version."""
    assert re.fullmatch(r"ashen \d+\.\d+.*\n", ashen("--version").out)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes as POSIX has them")
def test_a_closed_pipe_ends_quietly(episodes: list[Path]) -> None:
    """`ashen ... | head -1` prints no traceback."""
    command = [sys.executable, "-m", "ashen.cli.main", "signature", str(episodes[0])]
    # The smallest pipe, so that the program has not written everything before the reader goes.
    with subprocess.Popen(command, bufsize=0, pipesize=4096, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        json.loads(process.stdout.readline())
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_any_file_name_is_printed(own_shelf: Path, episodes: list[Path], tmp_path: Path) -> None:
    """Undecodable bytes in paths come out escaped, in JSON so that they can be read back; whatever the encoding."""
    path = tmp_path / (os.fsdecode(b"\xff\x80") + "星.mp4")
    path.write_bytes(episodes[4].read_bytes())
    assert ashen("index", path, "--library", own_shelf).code == 0
    for encoding in ("utf-8", "ascii", "cp1252"):
        assert "\\udcff\\udc80" in ashen("list", "--library", own_shelf, encoding=encoding).out
        listed = ashen("list", "--json", "--library", own_shelf, encoding=encoding).json_lines
        assert str(path) in [file["path"] for video in listed for file in video["files"]]
        assert ashen("identify", path, "--json", "--library", own_shelf, encoding=encoding).json_lines[0]["query"][
            "path"
        ] == str(path)
