"""What becomes of typed words in real Chromium where a form is too large: what the pages say must be so."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page

from tests.process import Town, a_town
from tests.reporter import HOST

MIB = 1024 * 1024
TEXT = "Lederen tager imod gaver. Æ."


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """An installation of processes that takes a MiB of files at a time."""
    with a_town(tmp_path) as fresh:
        fresh.settings["upload_limit_mib"] = "1"
        yield fresh


@pytest.fixture
def address(town: Town) -> str:
    """Where its portal runs, behind the server that runs it everywhere."""
    return f"http://{HOST}:{town.start('portal').port}"


def press(page: Page, words: str) -> None:
    """Press a button and wait for the page that comes."""
    with page.expect_navigation():
        page.get_by_role("button", name=words, exact=True).click()


@pytest.mark.parametrize("size", [2, 60])
def test_files_that_are_too_large_take_no_word_along(
    reader: Callable[..., Page], address: str, tmp_path: Path, size: int
) -> None:
    """Twice the limit and sixty times: Chromium shows the page, though it had not sent it all."""
    page = reader()
    page.goto(f"{address}/en/report/")
    page.locator("#relation-0").check()
    press(page, "Next")
    page.locator("#what").fill(TEXT)
    press(page, "Next")
    assert page.locator("h1").inner_text() == "Who receives it"
    press(page, "Next")
    film = tmp_path / "film.bin"
    film.write_bytes(bytes(size * MIB))
    page.locator("#files").set_input_files(film)
    press(page, "Attach the chosen files")
    assert "at most 1 MB at a time" in page.locator(".alert").first.inner_text()
    for _page in range(2):
        press(page, "Next")
    assert TEXT in page.locator("main").inner_text()


def test_the_page_for_what_is_too_large_promises_no_more_than_the_browser_keeps(
    person: Callable[..., Page], address: str
) -> None:
    """Back leads to the form, and what was typed on it alone is gone: nothing of ours may be stored."""
    page = person()
    page.goto(f"{address}/en/complaint/")
    page.locator("#what").fill(TEXT)
    page.evaluate("document.querySelector('#unit').value = 'x'.repeat(9 * 1024 * 1024)")
    press(page, "Next")
    assert page.locator("h1").inner_text() == "What was sent is too large"
    said = page.locator("main").inner_text()
    assert "Nothing has been sent or changed by this." in said
    assert "What you wrote on that page alone may be gone" in said
    page.go_back()
    assert page.locator("#what").input_value() == ""


def test_back_over_a_page_that_a_form_answered_asks_to_send_it_again(
    person: Callable[..., Page], address: str
) -> None:
    """As the page says; nothing of it lies in the browser meanwhile."""
    page = person()
    page.goto(f"{address}/en/report/")
    page.locator("#relation-0").check()
    press(page, "Next")
    page.evaluate("document.querySelector('#when').value = 'x'.repeat(9 * 1024 * 1024)")
    press(page, "Next")
    assert "If it asks whether to send the form again, say yes." in page.locator("main").inner_text()
    with pytest.raises(Error, match="ERR_CACHE_MISS"):
        page.go_back()
