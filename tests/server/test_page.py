"""The page's files: complete, and asking nobody but their server."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from ashen.server.web import STATIC

PAGE = (STATIC / "index.html").read_text("utf-8")
FILES = sorted(path for path in STATIC.iterdir() if path.is_file())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_is_served(client: httpx.Client, path: Path) -> None:
    """With a type that browsers take under `nosniff`."""
    answer = client.get(f"/web/{path.name}")
    kinds = {".js": "javascript", ".css": "text/css", ".svg": "image/svg+xml", ".html": "text/html"}
    assert answer.content == path.read_bytes()
    assert kinds[path.suffix] in answer.headers["content-type"]


def test_the_page_is_at_the_root(client: httpx.Client) -> None:
    """Under a policy that lets it load nothing from elsewhere, nor run anything within itself."""
    answer = client.get("/")
    assert answer.text == PAGE
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nothing_comes_from_elsewhere(path: Path) -> None:
    """What a browser loads by itself (sources, styles, imports, fetches) is this server's; links a person may click
    lead to the sites of anime's ids only, and are in one place."""
    text = path.read_text("utf-8")
    if path.name == "cards.js":
        text = re.sub(r"const SITES = \{.*?\};", "", text, flags=re.DOTALL)
    allowed = {"http://www.w3.org/2000/svg", "https://"}
    assert set(re.findall(r"https?://[^\s\"'`<>)]*", text)) <= allowed


def test_nothing_within_the_page_needs_an_exception() -> None:
    """No scripts, styles or handlers within it: the policy forbids them."""
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=", PAGE)


def test_both_languages_say_everything() -> None:
    """English and Japanese have the same words, and the page uses none that they lack."""
    source = (STATIC / "words.js").read_text("utf-8")
    english, japanese = (re.search(rf"const {name} = \{{\n(.*?)\n\}};", source, re.DOTALL) for name in ("EN", "JA"))
    assert english is not None
    assert japanese is not None
    keys = [
        set(re.findall(r"(?:^|, ?)\s*(\w+): (?=[\"(`{])", each.group(1), re.MULTILINE)) for each in (english, japanese)
    ]
    assert keys[0] == keys[1]
    used = set(re.findall(r'data-t(?:-label)?="(\w+)"', PAGE))
    for path in FILES:
        used |= set(re.findall(r"\bt\(\"(\w+)\"", path.read_text("utf-8")))
    assert used <= keys[0]


def test_other_programs_find_what_they_look_for() -> None:
    """trace.moe's browser extension sets the source of this element."""
    assert re.search(r'<img id="originalImage"', PAGE)
