"""Proves the local workspace's page in a real browser, against the real workspace and a small app."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, Page, async_playwright, expect

import bot.sandbox
from bot.sandbox import LocalWorkspace
from bot.sandbox.clock import Clock

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
    None,
)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PAGE = Path(bot.sandbox.__file__).parent / "page"
MONDAY = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)
Json = dict[str, Any]
LOUD = {"error", "warning"}

browser_only = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium, chromium-browser or google-chrome on the PATH"),
]


def browser_test(test: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """Mark a test that needs a browser."""
    for mark in browser_only:
        test = mark(test)
    return test


def plain(text: str) -> Json:
    """Return a plain text object."""
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    """Return a mrkdwn text object."""
    return {"type": "mrkdwn", "text": text}


def button(name: str) -> Json:
    """Return a button whose action id is its lower-case name."""
    return {"type": "button", "action_id": name.lower(), "text": plain(name), "value": name.lower()}


WEEKS = [f"W{week}" for week in range(39, 47)]
BARS: Json = {
    "type": "data_visualization", "title": "Kept work",
    "chart": {
        "type": "bar", "axis_config": {"categories": WEEKS, "x_label": "Week", "y_label": "Changes"},
        "series": [{"name": "Kept", "data": [{"label": w, "value": n + 1} for n, w in enumerate(WEEKS)]}],
    },
}  # fmt: skip
CARD = [
    {"type": "header", "text": plain("Your card")},
    {"type": "section", "text": mrkdwn("Rank *8–19* of 120"), "fields": [mrkdwn("*Band*\nGardener")]},
    BARS,
    {"type": "context", "elements": [mrkdwn("_private to you_")]},
    {"type": "actions", "elements": [button("Team"), button("Why"), button("Form")]},
]
TEAMS = [
    [{"type": "raw_text", "text": f"Team {n}"}, {"type": "raw_number", "value": n, "text": str(n)}] for n in range(1, 8)
]
DIGEST = [
    {"type": "header", "text": plain("A good week")},
    {"type": "section", "text": mrkdwn("Thanks <@{ana}>, see <https://example.com|the board> and `code`")},
    {**BARS, "chart": {**BARS["chart"], "type": "line"}},
    {"type": "data_table", "caption": "Teams", "page_size": 5,
     "rows": [[{"type": "raw_text", "text": "Team"}, {"type": "raw_text", "text": "Place"}], *TEAMS]},
    {"type": "divider"},
    {"type": "actions", "elements": [
        {"type": "static_select", "action_id": "pick", "placeholder": plain("Pick"),
         "options": [{"text": plain("One"), "value": "1"}]},
        {"type": "overflow", "action_id": "more", "options": [{"text": plain("Hide"), "value": "h"}]},
        {"type": "users_select", "action_id": "who", "placeholder": plain("Somebody")},
        {"type": "datepicker", "action_id": "day", "initial_date": "2026-11-16"},
    ]},
]  # fmt: skip
MODAL: Json = {
    "type": "modal", "callback_id": "win", "title": plain("Log a win"), "submit": plain("Save"),
    "blocks": [{"type": "section", "text": mrkdwn("What went *well*?")},
               {"type": "input", "block_id": "what", "label": plain("What happened"),
                "element": {"type": "plain_text_input", "action_id": "text"}},
               {"type": "actions", "elements": [button("Example")]}],
}  # fmt: skip
HOME = {"type": "home", "blocks": [{"type": "header", "text": plain("Your garden")}]}


@dataclass
class SmallApp:
    """An app over HTTP: answers the command with a card, buttons with a line, and opens one form."""

    workspace: LocalWorkspace
    heard: list[Json] = field(default_factory=list)

    async def receive(self, request: web.Request) -> web.Response:
        """Answer one delivery."""
        if request.content_type == "application/json":
            await self.api("views.publish", user_id=(await request.json())["event"]["user"], view=HOME)
            return web.Response()
        form = dict(await request.post())
        if "payload" not in form:
            self.heard.append(form)
            return web.json_response({"response_type": "ephemeral", "text": "Your card", "blocks": CARD})
        payload = json.loads(str(form["payload"]))
        self.heard.append(payload)
        if payload["type"] == "view_submission":
            return self.judge(payload)
        await self.press(payload)
        return web.Response()

    def judge(self, payload: Json) -> web.Response:
        """Refuse a win of one word."""
        text = payload["view"]["state"]["values"]["what"]["text"]["value"]
        if " " in text:
            return web.Response()
        return web.json_response({"response_action": "errors", "errors": {"what": "Please use a sentence."}})

    async def press(self, payload: Json) -> None:
        """Open the form, or tell which element was used."""
        name = payload["actions"][0]["action_id"]
        if name == "form":
            await self.api("views.open", trigger_id=payload["trigger_id"], view=MODAL)
            return
        if name == "example":
            blocks = [*MODAL["blocks"], {"type": "section", "text": mrkdwn("For example: one test less")}]
            await self.api("views.update", view_id=payload["view"]["id"], view={**MODAL, "blocks": blocks})
            return
        line = {"text": f"You used {name}", "response_type": "ephemeral", "replace_original": False}
        async with aiohttp.ClientSession() as session, session.post(payload["response_url"], json=line) as answer:
            assert answer.status == 200

    async def api(self, method: str, **body: Any) -> Json:
        """Call the Web API as the bot."""
        headers = {"Authorization": f"Bearer {self.workspace.bot_token}"}
        url = self.workspace.api_url + method
        async with (
            aiohttp.ClientSession() as session,
            session.post(url, json=body, headers=headers) as answer,
        ):
            told: Json = await answer.json()
        assert told["ok"], told
        return told


@dataclass
class Stage:
    """A workspace with two people, an app, and a browser page."""

    workspace: LocalWorkspace
    app: SmallApp
    page: Page
    ana: str
    bo: str
    channel: str
    problems: list[str]

    async def open(self, person: str = "") -> None:
        """Open the page as somebody."""
        await self.page.goto(f"{self.workspace.url}/?as={person or self.ana}")
        await expect(self.page.get_by_role("combobox", name="Message")).to_be_visible()

    async def card(self) -> None:
        """Open the page and run the command."""
        await self.open()
        await self.page.keyboard.type("/kirorank")
        await self.page.keyboard.press("Enter")
        await expect(self.page.get_by_text("Only visible to you")).to_be_visible()

    async def digest(self) -> None:
        """Let the app post the digest."""
        blocks = json.loads(json.dumps(DIGEST).replace("{ana}", self.ana))
        await self.app.api("chat.postMessage", channel=self.channel, text="A good week", blocks=blocks)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One browser for all tests here."""
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        await launched.close()


@pytest_asyncio.fixture(loop_scope="module")
async def stage(browser: Browser) -> AsyncIterator[Stage]:
    """A fresh workspace, app and page; fails when the page logs an error."""
    async with LocalWorkspace(clock=Clock(MONDAY), name="Acme Gardens") as workspace:
        ana = workspace.add_user("ana", "Ana Lima", tz="Europe/Berlin")
        bo = workspace.add_user("bo", "Bo Chen", tz="America/New_York")
        channel = workspace.add_channel("general", [ana, bo], topic="News")
        workspace.add_channel("payments", [ana])
        app = SmallApp(workspace)
        server = web.Application()
        server.router.add_post("/slack/events", app.receive)
        runner = web.AppRunner(server, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        workspace.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
        context = await browser.new_context(locale="en-GB", viewport={"width": 1200, "height": 800})
        page = await context.new_page()
        page.set_default_timeout(5000)
        problems: list[str] = []
        page.on("console", lambda message: problems.append(message.text) if message.type in LOUD else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        yield Stage(workspace, app, page, ana, bo, channel, problems)
        await context.close()
        await runner.cleanup()
    assert not problems


@browser_test
async def test_first_minute(stage: Stage) -> None:
    """A stranger finds the composer focused, is led to the command, and sees a private card."""
    page = stage.page
    await stage.open()
    composer = page.get_by_role("combobox", name="Message #general")
    await expect(composer).to_be_focused()
    await expect(page.get_by_text("Type /kirorank and press Enter")).to_be_visible()
    await page.keyboard.type("/kiro")
    await expect(page.get_by_role("option", selected=True)).to_contain_text("/kirorank")
    await page.keyboard.press("Enter")
    await expect(composer).to_have_value("/kirorank ")
    await expect(page.get_by_role("option", name="badges")).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Only visible to you")).to_be_visible()
    await expect(page.get_by_role("log").get_by_role("heading", name="Your card")).to_be_visible()
    await expect(composer).to_be_focused()
    assert stage.app.heard[0]["command"] == "/kirorank"
    assert stage.app.heard[0]["text"] == ""


@browser_test
async def test_subcommand_completes(stage: Stage) -> None:
    """Arrow keys choose a subcommand, and its text reaches the app."""
    await stage.open()
    await stage.page.keyboard.type("/kirorank t")
    await stage.page.keyboard.press("ArrowDown")
    await stage.page.keyboard.press("Enter")
    await stage.page.keyboard.press("Enter")
    await expect(stage.page.get_by_text("Only visible to you")).to_be_visible()
    assert stage.app.heard[0]["text"] == "top"
    await stage.page.keyboard.type("/nope")
    await stage.page.keyboard.press("Enter")
    await expect(stage.page.get_by_text("/nope is not a valid command")).to_be_visible()


@browser_test
async def test_button_and_person(stage: Stage) -> None:
    """A button's answer shows at once; another person sees none of what was private."""
    page = stage.page
    await stage.card()
    await page.get_by_role("button", name="Team", exact=True).click()
    await expect(page.get_by_text("You used team")).to_be_visible()
    assert stage.app.heard[-1]["user"]["id"] == stage.ana
    await page.get_by_role("button", name="You are Ana Lima").click()
    await page.keyboard.type("bo ch")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="You are Bo Chen")).to_be_visible()
    await expect(page.get_by_text("Only visible to you")).to_have_count(0)
    await expect(page.get_by_role("group", name="Workspace clock")).to_contain_text("3:00")
    await expect(page.get_by_role("button", name="payments")).not_to_be_visible()


@browser_test
async def test_clock(stage: Stage) -> None:
    """The clock shows the viewer's time and moves the workspace's."""
    clock = stage.page.get_by_role("group", name="Workspace clock")
    await stage.open()
    await expect(clock).to_contain_text("09:00")
    await clock.get_by_role("button", name="+1 hour").click()
    await expect(clock).to_contain_text("10:00")
    await clock.get_by_role("button", name="To Monday 09:00").click()
    await expect(clock).to_contain_text("23 Nov")
    await expect(clock).to_contain_text("09:00")
    moved = stage.workspace.clock.now()
    assert (moved.date().isoformat(), moved.hour) == ("2026-11-23", 8)


@browser_test
async def test_form(stage: Stage) -> None:
    """A form takes focus, tells what is wrong beside the field, submits, and gives the focus back."""
    page = stage.page
    await stage.card()
    opener = page.get_by_role("button", name="Form")
    await opener.click()
    dialog = page.get_by_role("dialog", name="Log a win")
    what = dialog.get_by_role("textbox", name="What happened")
    await expect(what).to_be_focused()
    for text, error in (("", "complete|required|missing"), ("word", "Please use a sentence")):
        await what.fill(text)
        await dialog.get_by_role("button", name="Save").click()
        await expect(dialog.locator(".field-error")).to_be_visible()
        if text:
            await expect(dialog.locator(".field-error")).to_contain_text(re.compile(error))
    await expect(what).to_have_attribute("aria-invalid", "true")
    await what.fill("Two words")
    await dialog.get_by_role("button", name="Example").click()
    await expect(dialog.get_by_text("one test less")).to_be_visible()
    await expect(what).to_have_value("Two words")
    await expect(dialog.get_by_role("button", name="Example")).to_be_focused()
    await what.focus()
    await page.keyboard.press("Enter")
    await expect(dialog).to_have_count(0)
    await expect(opener).to_be_focused()
    await opener.click()
    await expect(dialog).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)


@browser_test
async def test_home_tab(stage: Stage) -> None:
    """The app's Home opens from the sidebar, beside its Messages tab."""
    await stage.open()
    await stage.page.locator("[data-place=app]").click()
    await expect(stage.page.get_by_role("tab", name="Home")).to_have_attribute("aria-selected", "true")
    await expect(stage.page.get_by_role("heading", name="Your garden")).to_be_visible()
    await stage.page.get_by_role("tab", name="Messages").click()
    await expect(stage.page.get_by_role("combobox", name="Message KiroRank")).to_be_focused()


@browser_test
async def test_live_digest(stage: Stage) -> None:
    """A digest arrives without reload; its chart has a table that says the same; its table sorts and turns."""
    page = stage.page
    await stage.open()
    await stage.digest()
    await expect(page.get_by_role("heading", name="A good week")).to_be_visible()
    await expect(page.locator(".mention.me")).to_have_text("@Ana Lima")
    said = page.get_by_role("table", name="Kept work").get_by_role("row").nth(8)
    await expect(said).to_have_text("W468")
    table = page.get_by_role("table", name="Teams")
    await table.get_by_role("button", name="Place").click()
    await table.get_by_role("button", name="Place").click()
    await expect(table.get_by_role("row").nth(1)).to_contain_text("Team 7")
    await page.get_by_role("combobox", name="Pick").select_option(label="One")
    await expect(page.get_by_text("You used pick")).to_be_visible()
    await page.get_by_role("button", name="Somebody").click()
    await page.keyboard.type("Bo")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("You used who")).to_be_visible()
    assert stage.app.heard[-1]["actions"][0]["selected_user"] == stage.bo
    await page.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Hide").click()
    await expect(page.get_by_text("You used more")).to_be_visible()
    await page.get_by_role("button", name="Next page of Teams").click()
    await expect(page.get_by_text("6–7 of 7")).to_be_visible()


@browser_test
async def test_keyboard(stage: Stage) -> None:
    """Ctrl K goes to a channel, arrows walk the channel list, and Esc closes the panel."""
    page = stage.page
    await stage.open()
    await page.keyboard.press("Control+k")
    await page.keyboard.type("paym")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="payments", level=1)).to_be_visible()
    await page.locator("[aria-current]").focus()
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="general", level=1)).to_be_visible()
    await page.get_by_role("button", name="Developer panel").click()
    await expect(page.get_by_role("complementary", name="Developer panel")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("complementary", name="Developer panel")).to_have_count(0)


@browser_test
async def test_phone(stage: Stage) -> None:
    """At 375 px nothing scrolls sideways, and the drawer opens and leads somewhere."""
    page = stage.page
    await page.set_viewport_size({"width": 375, "height": 700})
    await stage.digest()
    await stage.card()
    wide = "[...document.querySelectorAll('html, body, #log, #main')].filter(n => n.scrollWidth > n.clientWidth)"
    assert await page.evaluate(f"{wide}.map(n => n.id || n.tagName)") == []
    await page.get_by_role("button", name="Channels", exact=True).click()
    await page.get_by_role("button", name="payments").click()
    heading = page.get_by_role("heading", name="payments", level=1)
    await expect(heading).to_be_visible()
    assert await heading.evaluate("node => node.scrollWidth <= node.clientWidth"), "the channel's name is cut"
    await expect(page.locator("#sidebar")).not_to_be_visible()


WITH_NAMES = {
    "button", "link", "textbox", "searchbox", "combobox", "checkbox", "radio", "tab", "option", "dialog",
    "menuitem", "navigation", "main", "complementary", "log", "table", "Date", "DisclosureTriangle",
}  # fmt: skip
# Every visible text against what lies behind it; gradients and pictures have no one colour and are left out.
FAINT = """() => {
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const channel = (v) => v / 255 <= 0.04045 ? v / 3294.6 : ((v / 255 + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const over = (top, under) => [0, 1, 2].map((n) => top[n] * (top[3] ?? 1) + under[n] * (1 - (top[3] ?? 1)));
  const ground = (node) => {
    if (!node) return [255, 255, 255];
    const style = getComputedStyle(node);
    if (style.backgroundImage !== "none") return null;
    const own = parse(style.backgroundColor);
    if ((own[3] ?? 1) === 1) return own;
    const under = ground(node.parentElement);
    return under && over(own, under);
  };
  const faint = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode.parentElement;
    const shown = walk.currentNode.data.trim() && node.checkVisibility({ opacityProperty: true });
    if (!shown || node.closest("svg, :disabled, script, .hidden")) continue;
    const behind = ground(node);
    if (!behind) continue;
    const style = getComputedStyle(node);
    const [a, b] = [light(over(parse(style.color), behind)), light(behind)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) faint.push(`${walk.currentNode.data.trim().slice(0, 30)}: ${ratio.toFixed(2)}`);
  }
  return faint;
}"""
SMALL = """() => [...document.querySelectorAll("button, select, input, summary, [role=option]")]
  .filter((node) => node.checkVisibility() && !node.matches(".mention, :is(label) input"))
  .map((node) => [node.getBoundingClientRect(), node])
  .filter(([box]) => box.width && (box.width < 24 || box.height < 24))
  .map(([box, node]) => `${node.outerHTML.slice(0, 90)} ${box.width}x${box.height}`)"""


@browser_test
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_accessible(stage: Stage, scheme: str) -> None:
    """Every control has a name and 24 px, and every text enough contrast, in both themes and with a form open."""
    page = stage.page
    await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    await stage.digest()
    await stage.card()
    await page.get_by_role("button", name="Developer panel").click()
    session = await page.context.new_cdp_session(page)
    for step in ("page", "form"):
        if step == "form":
            await page.get_by_role("button", name="Form").click()
            await expect(page.get_by_role("dialog")).to_be_visible()
        tree = (await session.send("Accessibility.getFullAXTree"))["nodes"]
        nodes = [node for node in tree if not node["ignored"] and node["role"]["value"] in WITH_NAMES]
        assert len(nodes) > (20 if step == "page" else 3)
        nameless = [n for n in nodes if not n.get("name", {}).get("value") and n["role"]["value"] != "main"]
        assert nameless == []
        assert await page.evaluate(SMALL) == []
        assert await page.evaluate(FAINT) == []


@browser_test
async def test_theme_is_remembered(stage: Stage) -> None:
    """The theme follows the system until somebody chooses, and the choice outlives a reload."""
    await stage.page.emulate_media(color_scheme="dark")
    await stage.open()
    await stage.page.get_by_role("button", name="Switch to light").click()
    await stage.page.reload()
    await expect(stage.page.locator("html")).to_have_attribute("data-theme", "light")


@browser_test
async def test_reconnecting(stage: Stage) -> None:
    """A lost line is told and comes back by itself; a message that could not be sent stays in the composer."""
    await stage.open()
    port = int(stage.workspace.url.rsplit(":", 1)[1])
    await stage.workspace.close()
    await expect(stage.page.get_by_text("Reconnecting…")).to_be_visible()
    await stage.page.keyboard.type("hello")
    await stage.page.keyboard.press("Enter")
    await expect(stage.page.get_by_role("alert")).to_contain_text("does not answer")
    await expect(stage.page.get_by_role("combobox", name="Message")).to_have_value("hello")
    await stage.workspace.start(port)
    await expect(stage.page.get_by_text("Reconnecting…")).not_to_be_visible()
    await stage.page.keyboard.press("Enter")
    await expect(stage.page.get_by_role("log").get_by_text("hello")).to_be_visible()
    stage.problems.clear()  # the browser itself logs the refused connections


@browser_test
async def test_data_is_never_markup(stage: Stage) -> None:
    """Text that looks like HTML, and links with other schemes, stay text."""
    evil = "<img src=x onerror=alert(1)> <javascript:alert(1)|press> &lt;b&gt;bold&lt;/b&gt;"
    await stage.open()
    texts = [
        {"type": "section", "text": mrkdwn(evil)},
        {"type": "markdown", "text": f"[x](javascript:alert(1)) {evil}"},
    ]
    seen = await stage.page.evaluate(
        """async (blocks) => {
          const { renderBlocks } = await import("/page/blocks/index.js");
          const box = document.createElement("div");
          box.append(...renderBlocks(blocks, {}));
          return [box.querySelectorAll("img, b, a[href^=javascript]").length, box.textContent];
        }""",
        texts,
    )
    assert seen[0] == 0
    assert "press <b>bold</b>" in seen[1]


@browser_test
async def test_what_is_counted_has_whole_ticks(stage: Stage) -> None:
    """Where every value is whole no axis shows a fraction; where one is not, it may."""
    await stage.open()
    for values, whole in ([0, 1, 0], True), ([3, 0, 1], True), ([0, 10, 9], True), ([0, 0.5, 1], False):
        points = [{"label": f"W{n}", "value": value} for n, value in enumerate(values)]
        chart = {"type": "bar", "series": [{"name": "Kept", "data": points}], "axis_config": {"categories": []}}
        ticks = await stage.page.evaluate(
            """async (chart) => {
              const { frame } = await import("/page/plot.js");
              return frame(chart, 600).scale;
            }""",
            chart,
        )
        assert all(tick == int(tick) for tick in ticks) == whole
        assert (ticks[0], ticks[-1] >= max(values)) == (0, True)


@browser_test
async def test_every_block_is_drawn(stage: Stage) -> None:
    """Each known block type draws something of its own; an unknown one leaves a note with its type."""
    await stage.open()
    rich = {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "r"}]}],
    }
    blocks = [
        *CARD, *DIGEST, *MODAL["blocks"], rich,
        {"type": "markdown", "text": "# h\n- a\n1. b\n> q\n\n|a|b|\n|-|-|\n|1|2|"},
        {"type": "image", "image_url": "https://example.com/x.png", "alt_text": "A tree"},
        {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}], [rich]]},
        {"type": "card", "title": mrkdwn("c"), "actions": [button("Go")]},
        {"type": "carousel", "elements": [{"type": "card", "title": mrkdwn("c")}]},
        {"type": "container", "title": plain("t"), "child_blocks": [{"type": "divider"}]},
        {"type": "alert", "level": "warning", "text": mrkdwn("w")},
        {"type": "plan", "title": "p", "tasks": [{"task_id": "1", "title": "t", "status": "complete"}]},
        {"type": "task_card", "task_id": "1", "title": "t"},
        {"type": "video", "title": plain("v"), "title_url": "https://example.com", "alt_text": "v"},
        {"type": "data_visualization", "chart": {"type": "pie", "segments": [{"label": "a", "value": 1}]}},
        {"type": "layout"},
    ]  # fmt: skip
    notes = await stage.page.evaluate(
        """async (blocks) => {
          const { renderBlocks } = await import("/page/blocks/index.js");
          return renderBlocks(blocks, {}).filter((node) => node.matches(".note")).map((node) => node.textContent);
        }""",
        blocks,
    )
    assert notes == ["This page does not draw the block “layout”."]


@browser_test
async def test_usage_hint(stage: Stage) -> None:
    """Suggestions follow the usage hint into its brackets, and people are offered after an at sign."""
    hint = "[me|team [name]|privacy [private|public]|@someone|help]"
    stage.workspace.configure_app(commands=[{"command": "/kirorank", "usage_hint": hint}])
    await stage.open()
    typed = [
        "/kirorank ",
        "/kirorank p",
        "/kirorank privacy ",
        "/kirorank privacy pu",
        "/kirorank team x",
        "hi @li",
        "x",
    ]
    seen = await stage.page.evaluate(
        """async (typed) => {
          const { suggestions } = await import("/page/autocomplete.js");
          return typed.map((text) => suggestions(text).items.map((item) => item.insert.trim().split(" ").at(-1)));
        }""",
        typed,
    )
    words = ["me", "team", "privacy", "help"]
    assert seen == [words, ["privacy"], ["private", "public"], ["public"], [], ["@ana"], []]


@pytest.mark.parametrize("script", sorted(PAGE.rglob("*.js")), ids=lambda path: path.name)
def test_scripts_are_small_and_plain(script: Path) -> None:
    """Each module stays under 250 lines, says what it is for, and never turns data into markup."""
    text = script.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 250
    assert text.startswith("// ")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", text)


def test_the_page_stays_on_its_own_origin() -> None:
    """No file of the page names another host to load from, and together they stay small."""
    files = [path for path in PAGE.rglob("*") if path.is_file()]
    for path in files:
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/", "")
        assert not re.search(r"(src|href|url|import|fetch)\W{1,4}https?://\w", text), path
    assert sum(path.stat().st_size for path in files) < 150_000
