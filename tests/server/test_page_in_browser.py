"""The page in a real browser, over a real server: every path of it."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from ashen.media.scene_clip import jpeg
from ashen.server.keys import Keys, Tier
from benchmarks.edits import Span, compile_clips
from tests.media.drawn import drawn
from tests.server.browser import browsing, installed, picture, violations
from tests.server.running import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PATIENCE_MS = 120_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for all tests of this module."""
    with browsing() as browser:
        yield browser


@pytest.fixture(scope="module")
def url(shelf: Path) -> Iterator[str]:
    """Where a server over `shelf` listens."""
    installed()
    with serving(shelf, "--workers", "1") as client:
        yield str(client.base_url)


class Visit:
    """A page, and what went wrong in it."""

    def __init__(self, browser: Browser, url: str, width: int = 1280, path: str = "/", **options: object) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 860}, **options)  # type: ignore[arg-type]
        self.page: Page = self.context.new_page()
        self.wrong: list[str] = []
        self.asked: list[str] = []
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", lambda said: self.wrong.append(said.text) if said.type == "error" else None)
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(url.rstrip("/") + path)

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def search(self, path: Path) -> str:
        """The heading of the answer to a file."""
        self.page.set_input_files("#file", path)
        return self.heading()

    def heading(self) -> str:
        """The heading of the answer, once it is there."""
        self.page.wait_for_selector("#found:not([hidden]) h1")
        return self.page.locator("#found h1").inner_text()


@pytest.fixture(scope="module")
def shot_path(tmp_path_factory: pytest.TempPathFactory, shot: bytes) -> Path:
    """A picture that is in the library."""
    path = tmp_path_factory.mktemp("queries") / "shot.jpg"
    path.write_bytes(shot)
    return path


@pytest.mark.parametrize(("language", "scheme", "width"), [("en", "light", 1280), ("ja", "dark", 390)])
def test_the_start(browser: Browser, url: str, language: str, scheme: str, width: int) -> None:
    """In the reader's language and colours, on a phone too: no fault, nothing axe minds, nothing asked elsewhere."""
    with Visit(browser, url, width, locale=language, color_scheme=scheme) as visit:
        visit.page.wait_for_selector("#held:not(:empty)")
        assert visit.page.get_attribute("html", "lang") == language
        assert visit.page.get_attribute("html", "data-theme") == scheme
        assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        picture(visit.page, f"start-{language}-{scheme}")
        assert violations(visit.page) == []
        assert [each for each in visit.asked if not each.startswith(url.rstrip("/"))] == []
        assert visit.wrong == []


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_a_picture_is_found(browser: Browser, url: str, shot_path: Path, scheme: str, width: int) -> None:
    """Its card has anime, episode, moment, how sure, and a preview that plays; the heading has the focus."""
    with Visit(browser, url, width, color_scheme=scheme) as visit:
        assert visit.search(shot_path) == "Hoshi no Umi · Episode\xa02"
        page = visit.page
        assert page.evaluate("document.activeElement.id") == "verdict"
        card = page.locator(".card.first")
        assert "at 0:01." in card.inner_text()
        assert "% sure" in card.inner_text()
        page.wait_for_selector(".card.first video")
        page.wait_for_timeout(3000)
        video = page.locator(".card.first video")
        assert video.evaluate("v => v.readyState >= 2 && v.muted && v.loop && !v.paused")
        picture(page, f"picture-{scheme}")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert visit.wrong == []


def test_a_video_has_a_timeline(browser: Browser, url: str, episodes: list[Path]) -> None:
    """Its segments are buttons along the time; one that is pressed plays beside what it was found in."""
    with Visit(browser, url) as visit:
        assert "Episode\xa02" in visit.search(episodes[1])
        page = visit.page
        button = page.locator(".track button").first
        button.focus()
        page.keyboard.press("Enter")
        assert button.get_attribute("aria-pressed") == "true"
        assert page.locator(".beside figure").count() == 2
        page.wait_for_timeout(3000)
        ready = "videos => videos.length === 2 && videos.every(video => video.readyState >= 2)"
        assert page.locator(".beside video").evaluate_all(ready)
        times_s = page.locator(".beside video").evaluate_all("videos => videos.map(video => video.currentTime)")
        assert abs(times_s[0] - times_s[1]) < 1.0  # they play together: both from the start of the episode
        assert "recognised" in page.locator(".verdict .say").first.inner_text()
        assert page.locator(".shares li").count() >= 1
        picture(page, "video")
        assert violations(page) == []
        assert visit.wrong == []


@pytest.mark.parametrize("width", [1280, 390])
def test_a_compilation_has_a_segment_for_each_part(
    browser: Browser, url: str, episodes: list[Path], tmp_path: Path, width: int
) -> None:
    """In order, each with its episode; what the library does not know stays empty; the one pressed is played."""
    path = tmp_path / "compilation.mp4"
    parts = [(2, 0.5), (0, 1.0), (6, 0.0), (3, 1.0), (1, 0.5)]  # the seventh episode is not in the library
    compile_clips([Span(episodes[number], start_s, 2.5) for number, start_s in parts], path)
    with Visit(browser, url, width) as visit:
        visit.search(path)
        page = visit.page
        buttons = page.locator(".track button")
        said = [buttons.nth(number).get_attribute("title") or "" for number in range(buttons.count())]
        picture(page, f"compilation-{width}")
        told = [re.search(r"Episode\s(\d)", label) for label in said]
        assert [match and match.group(1) for match in told] == ["3", "1", "4", "2"]
        buttons.nth(2).click()
        pressed = [buttons.nth(number).get_attribute("aria-pressed") for number in range(4)]
        assert pressed == ["false", "false", "true", "false"]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert violations(page) == []
        assert visit.wrong == []


def test_what_is_unknown_is_said(browser: Browser, url: str, tmp_path: Path) -> None:
    """Not as a match: the heading says so, and what was nearest comes with little certainty."""
    path = tmp_path / "unknown.jpg"
    path.write_bytes(jpeg(drawn(3)))
    with Visit(browser, url, locale="en", color_scheme="dark") as visit:
        assert "not in the library" in visit.search(path)
        assert visit.page.locator(".card.first").count() == 0
        picture(visit.page, "unknown")
        assert violations(visit.page) == []
        visit.page.click("#language")
        assert "ライブラリにはありません" in visit.heading()


def test_what_is_no_picture_is_said(browser: Browser, url: str, tmp_path: Path) -> None:
    """The server's words, and the way back."""
    path = tmp_path / "shot.jpg"
    path.write_bytes(b"this is not a picture")
    with Visit(browser, url) as visit:
        assert "did not work" in visit.search(path)
        assert visit.page.locator("#found .say").inner_text()
        visit.page.click("text=Search for something else")
        visit.page.wait_for_selector("#start:not([hidden])")


def test_openings_are_shown_as_shared(browser: Browser, url: str, shot_path: Path) -> None:
    """Of what several episodes have alike, the heading names all of them, and says that nobody can tell which.

    The server's answer is real but for two fields: a library with an opening takes minutes to draw.
    """
    span = {"query_start_s": 0.0, "query_end_s": 0.0, "label": "opening", "anime": "Hoshi no Umi"}

    answer = httpx.post(f"{url}/v1/search/image", content=shot_path.read_bytes(), timeout=PATIENCE_MS / 1000).json()
    shared = {**answer, "answer": "shared", "shared_by": [{**span, "episodes": "1-6, 8", "count": 7}]}
    with Visit(browser, url, color_scheme="dark") as visit:
        visit.page.route("**/v1/search/image", lambda route: route.fulfill(json=shared))
        assert visit.search(shot_path) == "Opening of Hoshi no Umi, episodes 1–6, 8"
        assert "nobody can tell" in visit.page.locator(".verdict .say").inner_text()
        assert "sure of the scene" in visit.page.locator(".card.first").inner_text()
        picture(visit.page, "shared")
        assert violations(visit.page) == []


def test_the_library_is_shown(browser: Browser, url: str) -> None:
    """Its numbers, its anime by title, their episodes; reached by the keyboard alone."""
    with Visit(browser, url) as visit:
        page = visit.page
        page.locator("nav a").nth(2).focus()
        page.keyboard.press("Enter")
        page.wait_for_selector(".show")
        page.locator(".show summary").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector(".show tbody tr")
        assert page.locator(".show tbody tr").count() == 4
        picture(page, "library")
        assert violations(page) == []
        page.fill("input[type=search]", "nothing of that name")
        page.wait_for_selector(".show", state="hidden")
        assert page.locator(".show:visible").count() == 0
        assert visit.wrong == []


@pytest.mark.parametrize(("language", "scheme", "width"), [("en", "light", 1280), ("ja", "dark", 390)])
def test_a_long_video_is_a_job(
    browser: Browser, url: str, episodes: list[Path], language: str, scheme: str, width: int
) -> None:
    """Sent, followed and listed; its result is shown as any other. The list is there when the page is opened again;
    what was taken off it is not."""
    with Visit(browser, url, width, path="/#/jobs", locale=language, color_scheme=scheme) as visit:
        page = visit.page
        page.set_input_files("#job-file", episodes[2])
        page.wait_for_selector(".job .good")
        assert episodes[2].name in page.locator(".job").inner_text()
        picture(page, f"jobs-{language}-{scheme}")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.locator(".job button.primary").click()
        assert "3" in visit.heading()
        assert page.locator(".track button").count() >= 1
        page.goto(url.rstrip("/") + "/?again=1#/jobs")
        page.wait_for_selector(".job .good")
        page.locator(".job button.primary").click()
        assert "3" in visit.heading()
        page.locator("nav a").nth(1).click()
        page.locator(".job button:not(.primary)").click()
        page.reload()
        page.wait_for_selector("#jobs-none:not([hidden])")
        assert page.locator(".job").count() == 0
        assert visit.wrong == []


def test_a_job_can_be_cancelled(browser: Browser, url: str, episodes: list[Path]) -> None:
    """While it is sent, too; and one that the server no longer knows is said to be gone."""
    with Visit(browser, url, path="/#/jobs") as visit:
        page = visit.page
        page.route("**/v1/jobs", lambda _: None)  # the server does not answer
        page.set_input_files("#job-file", episodes[2])
        page.locator(".job button", has_text="Cancel").click()
        page.wait_for_selector(".job-state:has-text('Cancelled')")
        page.evaluate("""localStorage.setItem("ashen-jobs", '[{"id": "none", "name": "a.mkv", "state": "running"}]')""")
        page.reload()
        page.wait_for_selector(".job-state:has-text('no longer has it')")


def test_a_video_that_is_too_long_becomes_a_job(browser: Browser, url: str, episodes: list[Path]) -> None:
    """When the server refuses it for its length, it is one press away from being sent as a long video.

    The refusal is said here, as the server would: a video of ten minutes takes too long to draw. The job is real.
    """
    refusal = {"code": "video_too_long", "detail": "It lasts longer than 600 s. Cut it, or submit it as a job."}
    with Visit(browser, url) as visit:
        page = visit.page
        page.route("**/v1/search/video", lambda route: route.fulfill(status=413, json=refusal))
        assert "did not work" in visit.search(episodes[1])
        page.locator("text=Search it as a long video").click()
        page.wait_for_selector(".job .good")
        assert episodes[1].name in page.locator(".job").inner_text()


def test_a_key_is_kept_and_sent(browser: Browser, url: str, shelf: Path, shot_path: Path) -> None:
    """In this browser, with every search; a wrong one is said to be wrong, and can be forgotten."""
    key = Keys(shelf).add("reader", Tier(4321))
    sent: list[str | None] = []
    with Visit(browser, url, locale="en") as visit:
        page = visit.page
        page.on("request", lambda asked: sent.append(asked.headers.get("x-api-key")) if "/v1/s" in asked.url else None)
        page.click("#key")
        page.wait_for_selector("#quota:has-text('100,000')")
        page.fill("#key-field", "wrong")
        page.keyboard.press("Enter")
        page.wait_for_selector("#quota.bad")
        page.fill("#key-field", key)
        page.keyboard.press("Enter")
        page.wait_for_selector("#quota:has-text('4,321')")
        picture(page, "key")
        assert violations(page) == []
        page.keyboard.press("Escape")
        page.reload()
        visit.search(shot_path)
        page.click("#key")
        page.click("#key-forget")
        page.wait_for_selector("#quota:has-text('100,000')")
        page.click("#key-close")
        page.reload()
        visit.search(shot_path)
        assert sent == [key, None]
        assert [each for each in visit.wrong if "403" not in each] == []  # what the browser says of the wrong key


HELD = """
    const letters = [...atob(data)];
    const file = new File([Uint8Array.from(letters, letter => letter.charCodeAt(0))], 'shot.jpg', {type: 'image/jpeg'});
    const held = new DataTransfer();
    held.items.add(file);
"""
WAYS = {
    "paste": "data => {" + HELD + "document.dispatchEvent(new ClipboardEvent('paste', {clipboardData: held})); }",
    "drop": "data => {" + HELD + "document.body.dispatchEvent("
    "new DragEvent('drop', {dataTransfer: held, bubbles: true})); }",
    "extension": "data => { document.querySelector('#originalImage').src = 'data:image/jpeg;base64,' + data; }",
}


def test_other_ways_in(browser: Browser, url: str, shot: bytes) -> None:
    """What is pasted, dropped, or set by the browser extension is searched; a link is handed to the server."""
    data = base64.b64encode(shot).decode()
    for way, code in WAYS.items():
        with Visit(browser, url) as visit:
            visit.page.wait_for_selector("#held:not(:empty)")
            visit.page.evaluate(code, data)
            assert "Episode\xa02" in visit.heading(), way
    with Visit(browser, url, path="/?url=https%3A%2F%2Fexample.org%2Fshot.jpg") as visit:
        assert visit.heading()
        assert any("/v1/search/url" in each for each in visit.asked)
        assert [each for each in visit.asked if not each.startswith(url.rstrip("/"))] == []


def test_a_search_can_be_cancelled(browser: Browser, url: str, episodes: list[Path]) -> None:
    """And leads back to the start."""
    with Visit(browser, url) as visit:
        visit.page.route("**/v1/search/**", lambda _: None)  # the server does not answer
        visit.page.set_input_files("#file", episodes[0])
        visit.page.click("#stop")
        visit.page.wait_for_selector("#start:not([hidden])")


def test_a_server_that_stopped_is_said(browser: Browser, url: str, shot_path: Path) -> None:
    """In the page's words."""
    with Visit(browser, url) as visit:
        visit.page.wait_for_selector("#held:not(:empty)")
        visit.context.set_offline(True)
        assert "cannot be reached" in visit.search(shot_path)


def test_colours_and_language_are_remembered(browser: Browser, url: str) -> None:
    """Across visits with the same browser."""
    with Visit(browser, url, color_scheme="light", locale="en") as visit:
        visit.page.click("#theme")
        visit.page.click("#language")
        visit.page.reload()
        assert visit.page.get_attribute("html", "data-theme") == "dark"
        assert visit.page.locator("#ask").inner_text() == "このアニメは何？"


def test_the_page_is_reached_without_javascript(client: httpx.Client) -> None:
    """Then it says how to search."""
    assert "<noscript>" in client.get("/").text
