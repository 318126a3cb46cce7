"""Real Chromium for the browser tests: a reader without JavaScript, and the accessibility checker.

    reader(width=360)     a page without JavaScript, as every portal page is meant to be used
    person(width=1280)    a page with JavaScript, for the office and for the checker
    serve(app)            runs an app on a free port of this machine and answers its address

Every page fails its test when Chromium reports a broken policy, a missing file or a page error. The checker
does not end in a page without JavaScript, so `check_access` takes a page of `person`.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, sync_playwright
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from tests.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
CHECKER = Path(__file__).with_name("axe.min.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What passed is only counted: to describe it and bring it here would take longer than the check itself.
ASK = """async rules => {
    const said = await axe.run(document, {runOnly: rules, resultTypes: ["violations"]});
    const nodes = said.violations.flatMap(rule => rule.nodes.map(node => [rule.id, node.html]));
    return [said.passes.length, nodes.map(([id, html]) => `${id}: ${html.slice(0, 200)}`)];
}"""

# Chromium takes the last list that it is given, so this one says again what Playwright leaves out, which
# would reach out of this machine or change addresses. The last two are the pages behind its own address bar:
# nobody sees them, and they take as much of the processor as ours.
WITHOUT = (
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades"),
    *("HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding"),
    *("ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints"),
    *("NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch"),
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup"),
)

Open = Callable[..., Page]


class _Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 (werkzeug's name)
        """Say nothing: an access log is what Betro promises not to keep."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a worker, found by the rules of ``tests/browser/chromium.py``."""
    found = subprocess.run(
        [sys.executable, "-P", str(ROOT / "tests" / "browser" / "chromium.py")],
        capture_output=True,
        text=True,
        check=False,
    )
    if found.returncode:
        pytest.fail(f"no Chromium: {found.stderr.strip() or found.stdout.strip()}")
    # Chromium's sandbox refuses to run as root, which is what a fresh machine's container is.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    arguments.append(f"--disable-features={','.join(WITHOUT)}")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found.stdout.strip(), args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture
def serve() -> Iterator[Callable[[Flask], str]]:
    """A function that runs an app until the test ends."""
    servers: list[tuple[BaseWSGIServer, threading.Thread]] = []

    def run(app: Flask) -> str:
        server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Silent)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.port}"

    yield run
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def troubles() -> list[str]:
    """What Chromium complained of during the test; a test that plants a fault empties it."""
    return []


@pytest.fixture
def open_page(browser: Browser, troubles: list[str]) -> Iterator[Open]:
    """A function that opens an empty page; every keyword of playwright's ``new_context`` may be given."""
    contexts: list[BrowserContext] = []

    def note(message: ConsoleMessage) -> None:
        # A refused form is answered with 4xx, which Chromium writes to its console too; that is no trouble.
        if message.type == "error" and "Failed to load resource" not in message.text:
            troubles.append(message.text)

    def answer(response: Response) -> None:
        if response.status >= 400 and response.request.resource_type != "document":
            troubles.append(f"{response.status} {response.url}")

    def open_one(*, width: int = 1280, height: int = 900, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="da-DK", **options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE * 1000)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("response", answer)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture
def reader(open_page: Open) -> Open:
    """Pages without JavaScript, phone-sized unless a width is given."""

    def open_one(*, width: int = 360, **options: Any) -> Page:
        return open_page(width=width, java_script_enabled=False, **options)

    return open_one


@pytest.fixture
def person(open_page: Open) -> Open:
    """Pages with JavaScript, desk-sized unless a width is given."""
    return open_page


@pytest.fixture(scope="session")
def check_access() -> Callable[[Page], list[str]]:
    """A function that runs the checker on an open page (with JavaScript) and names what it found."""
    source = CHECKER.read_text(encoding="utf-8")

    def check(page: Page) -> list[str]:
        page.evaluate(source)
        passed, found = page.evaluate(ASK, RULES)
        assert passed, "the checker looked at nothing"
        return list(found)

    return check


def sideways(page: Page) -> int:
    """How many pixels the page is wider than its window; 0 is right."""
    return int(
        page.evaluate(
            "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) - innerWidth"
        )
    )
