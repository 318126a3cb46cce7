"""
`make pictures`: every page of both apps as a picture, from a demo made for the purpose.

They are for looking at: nothing compares them. All go to var/pictures; the few that the README shows go to
deploy/pictures as well. JavaScript is off throughout.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyotp
from playwright.sync_api import Page, sync_playwright

from intake.clock import SystemClock
from tests.patience import PATIENCE
from tests.process import free_port
from triage.cli.demo import make
from triage.cli.demo.town import SECRETS
from triage.cli.processes import HOST, Children, Plan, answers

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "var" / "pictures"
SHOWN = {
    "portal_start_da_1280": "portal",
    "portal_receipt_da_1280": "receipt",
    "portal_mailbox_da_1280": "mailbox",
    "office_today_1280": "today",
    "office_case_1280": "case",
    "office_why_1280": "why",
}
SIZES = {1280: 900, 360: 780}
STORY = (
    "Jeg har set, at fakturaer fra en leverandør bliver godkendt, uden at varen er kommet.\n\n"
    "Det er sket tre gange siden august."
)


def main() -> None:
    """Make a demo, serve it, and take the pictures."""
    shutil.rmtree(OUT, ignore_errors=True)
    folder = OUT / "demo"
    make(folder, reset=False, empty=False, now=SystemClock().now())
    plan = Plan(folder / "town" / "betro.toml", free_port(), free_port())
    # Off in the demo, as everywhere at first; on here, so that its page can be looked at.
    os.environ["BETRO_CALENDAR_FEED"] = "true"
    children = Children(plan)
    try:
        if not (answers(plan.portal_port, within=PATIENCE) and answers(plan.office_port, within=PATIENCE)):
            sys.exit("the apps did not start")
        take_all(plan, json.loads((folder / SECRETS).read_text(encoding="utf-8")))
    finally:
        children.end()
        shutil.rmtree(folder, ignore_errors=True)
    kept = ROOT / "deploy" / "pictures"
    kept.mkdir(exist_ok=True)
    for name, short in SHOWN.items():
        shutil.copyfile(OUT / f"{name}.png", kept / f"{short}.png")


def take_all(plan: Plan, secrets: dict[str, object]) -> None:
    """Walk through both apps in each size."""
    command = [sys.executable, "-P", str(ROOT / "tests" / "browser" / "chromium.py")]
    found = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        for number, (width, height) in enumerate(SIZES.items()):
            page = chromium.new_context(
                viewport={"width": width, "height": height}, locale="da-DK", java_script_enabled=False
            ).new_page()

            def shot(name: str, page: Page = page, width: int = width) -> None:
                whole = f"{name}_{width}" not in SHOWN
                page.screenshot(path=OUT / f"{name}_{width}.png", full_page=whole)

            for language in ("da", "en"):
                portal(page, f"http://{HOST}:{plan.portal_port}/{language}", language, shot, secrets)
            office(page, f"http://{HOST}:{plan.office_port}", shot, secrets, number)
        chromium.close()


def portal(
    page: Page, base: str, language: str, shot: Callable[[str], None], secrets: dict[str, object]
) -> None:
    """Take the portal's pages in one language."""

    def take(name: str) -> None:
        shot(f"portal_{name}_{language}")

    def go_on() -> None:
        page.locator("form button.button-primary").last.click()

    for name, path in {"start": "/", "protection": "/protection/", "code": "/mailbox/"}.items():
        page.goto(base + path)
        take(name)
    page.fill("input[name=code]", "QQQQQ")
    go_on()
    take("code_wrong")
    codes: dict[str, str] = secrets["receipt_codes"]
    page.fill("input[name=code]", next(iter(codes.values())))
    go_on()
    take("mailbox")
    page.goto(base + "/report/")
    take("relation")
    page.check("input[value=citizen]")
    go_on()
    take("elsewhere")
    page.goto(base + "/report/")
    page.check("input[value=employee]")
    go_on()
    go_on()
    take("what_empty")
    page.fill("textarea[name=what]", STORY)
    take("what")
    go_on()
    page.set_input_files(
        "input[type=file]", {"name": "bilag.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-"}
    )
    page.click("button[name=upload]")
    take("files")
    go_on()
    take("name")
    go_on()
    take("check")
    go_on()
    take("receipt")
    page.goto(base + "/complaint/")
    take("complaint_what")
    page.fill("input[name=unit]", "Borgerservice")
    page.fill("textarea[name=what]", STORY)
    go_on()
    take("complaint_contact")
    go_on()
    go_on()
    take("complaint_check")


def office(
    page: Page, base: str, shot: Callable[[str], None], secrets: dict[str, object], number: int
) -> None:
    """Take the office's pages, as an advisor and as those who see no content."""
    people: list[dict[str, str]] = secrets["people"]
    # Each one-time code is good once, so each size signs in as another advisor.
    advisor = people[number]
    page.goto(base)
    shot("office_sign_in")
    sign_in(page, advisor)
    shot("office_today")
    page.goto(f"{base}/cases?show=all")
    shot("office_cases")
    page.goto(f"{base}/calendar?show=all")
    shot("office_calendar")
    page.goto(f"{base}/calendar/mine")
    shot("office_my_calendar")
    page.locator("main button.button-primary").click()
    shot("office_my_calendar_made")
    page.goto(f"{base}/cases?scheme=whistleblowing")
    case = page.locator("a.betro-reference").first.get_attribute("href") or ""
    page.goto(base + case)
    shot("office_case_closed")
    page.locator("form:has(button.button-primary) button.button-primary").first.click()
    shot("office_case")
    page.locator(f"a[href*='{case}/deadlines/WB-FB/']").first.click()
    shot("office_why")
    page.goto(base + case)
    steps = {
        link.get_attribute("href") or ""
        for link in page.locator(f"main a[href^='{case}/']").all()
        if "/deadlines/" not in (link.get_attribute("href") or "")
    }
    for step in sorted(steps):
        page.goto(base + step)
        shot("office_step_" + re.sub(r"\W+", "_", step.removeprefix(case + "/")))
    for name in ("register/report", "register/inquiry", "register/contact", "health"):
        page.goto(f"{base}/{name}")
        shot("office_" + name.replace("/", "_"))
    if number == 0:
        for other, path in ((people[2], "people"), (people[3], "journal")):
            page.context.clear_cookies()
            page.goto(base)
            sign_in(page, other)
            shot(f"office_{other['role']}_today")
            page.goto(f"{base}/{path}")
            shot(f"office_{path}")
        page.context.clear_cookies()


def sign_in(page: Page, who: dict[str, str]) -> None:
    """Sign in with name, passphrase and the present code."""
    page.fill("input[name=name]", who["sign_in_name"])
    page.fill("input[name=passphrase]", who["passphrase"])
    page.fill("input[name=code]", pyotp.TOTP(who["totp_secret"]).now())
    page.locator("form button.button-primary").first.click()


if __name__ == "__main__":
    main()
