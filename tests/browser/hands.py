"""What people work a page with: a mouse, a finger, or a keyboard and nothing else.

A journey is written once and walked with each. Things are named as people are told them: by the beginning of their
accessible name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import ElementHandle, Error, Page

__all__ = ["HANDS", "Finger", "Hand", "Keys", "Mouse"]

TABS = 200
"""Times that Tab may be pressed until something is reached."""
REDRAWN = 5
"""Times that a page may draw something anew while a hand reaches for it."""
TARGET = 24
"""Pixels that something to click or tap measures at least (WCAG 2.2, 2.5.8)."""
LOOK = """
const shown = (el) => el.checkVisibility({ visibilityProperty: true }) && el.getBoundingClientRect().width > 0;
const texts = (ids) => ids.split(" ").map((id) => document.getElementById(id)?.textContent || "").join(" ");
const named = (el) => (el.getAttribute("aria-label") || (el.getAttribute("aria-labelledby") && texts(el.getAttribute("aria-labelledby")))
  || (el.labels && el.labels.length && [...el.labels].map((one) => one.textContent).join(" ")) || el.textContent || el.title || "").replace(/\\s+/g, " ").trim();
const kindOf = (el) => el.type || el.tagName.toLowerCase();
const fits = (el, name, kind) => named(el).startsWith(name) && (!kind || kindOf(el) === kind);
const FOCUSABLE = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
const find = (name, kind) => [...(document.querySelector("dialog[open]") || document).querySelectorAll(FOCUSABLE)]
  .find((el) => !el.disabled && shown(el) && fits(el, name, kind));
const ringed = (el) => {
  const style = el && getComputedStyle(el);
  return Boolean(style) && ((style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== "none");
};
"""
FIND = "([name, kind]) => {" + LOOK + "return find(name, kind) || null; }"
WHERE = (
    "([name, kind]) => {"
    + LOOK
    + """
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  return {
    name: named(at).slice(0, 40), fits: fits(at, name, kind), shown: shown(at),
    ringed: ringed(at) || ringed(at.closest("label")) || (at.type === "file" && ringed(at.parentElement)),
  };
}"""
)
SIZE = """(el) => {
  const inline = el.matches("a") && getComputedStyle(el).display === "inline";
  const boxes = [el, ...(el.labels || [])].map((one) => one.getBoundingClientRect());
  return inline || !el.isConnected ? null : Math.max(...boxes.map((box) => Math.min(box.width, box.height)));
}"""


class Hand:
    """Something to work a page with."""

    size = ""
    """Of the screen that it goes with, as in ``SIZES``."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def found(self, name: str, kind: str = "") -> ElementHandle:
        """Wait for something to be there whose name begins so, and return it."""
        try:
            found = self.page.wait_for_function(FIND, arg=[name, kind], timeout=20_000).as_element()
        except Exception as error:
            there = self.page.evaluate(
                "() => {"
                + LOOK
                + "return [...document.querySelectorAll(FOCUSABLE)].filter(shown).map(named); }"
            )
            told = [one[:40] for one in there]
            raise AssertionError(f"nothing is named {name!r} on {self.page.url}: {told}") from error
        assert found is not None
        return found

    def held(self, act: Callable[[ElementHandle], object], name: str, kind: str = "") -> None:
        """Do something to what is named so; again if the page drew it anew before it was reached, as a person would."""
        for left in reversed(range(REDRAWN)):
            try:
                act(self.found(name, kind))
            except Error as error:
                if not left or "not attached" not in str(error):
                    raise
            else:
                return

    def to(self, name: str, kind: str = "") -> None:
        """Take hold of something: a click, a tap, or Tab until it has the focus."""
        raise NotImplementedError

    def press(self, name: str, kind: str = "") -> None:
        """Press a link or a button."""
        raise NotImplementedError

    def tick(self, name: str, kind: str = "") -> None:
        """Tick a box or a choice."""
        raise NotImplementedError

    def write(self, name: str, text: str, kind: str = "") -> None:
        """Write into a field, in the place of what stands there."""
        self.to(name, kind)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def pick(self, name: str, words: str) -> None:
        """Choose from a list."""
        self.held(lambda found: found.select_option(label=words), name, "select-one")

    def slide(self, name: str, share: float) -> None:
        """Push a slider to a share of its length."""
        raise NotImplementedError

    def when(self, name: str, value: str) -> None:
        """Choose a date, a time or both, as ISO text."""
        self.held(lambda found: found.fill(value), name)

    def go(self, name: str, kind: str = "") -> None:
        """Press what leads to another page, and be there."""
        with self.leaving():
            self.press(name, kind)

    @contextmanager
    def leaving(self) -> Iterator[None]:
        """Wait until another page has taken the place of this one."""
        with self.page.expect_event("domcontentloaded"):
            yield
        self.page.wait_for_load_state("load")

    def upload(self, name: str, path: Path) -> None:
        """Choose a file, as the system's own dialogue would."""
        with self.page.expect_file_chooser() as chosen:
            self.press(name, "file")
        chosen.value.set_files(path)


class Pointer(Hand):
    """What points at things. What is too small to be hit fails."""

    def to(self, name: str, kind: str = "") -> None:
        """Click or tap it."""
        self.held(self.aimed, name, kind)

    def aimed(self, found: ElementHandle) -> None:
        """Click or tap something that is large enough to be hit."""
        size = found.evaluate(SIZE)
        assert size is None or size >= TARGET, f"{found.text_content()!r} is only {size} pixels large"
        self.hit(found)

    def hit(self, found: ElementHandle) -> None:
        """Click or tap."""
        raise NotImplementedError

    def press(self, name: str, kind: str = "") -> None:
        """Click or tap it."""
        self.to(name, kind)

    def tick(self, name: str, kind: str = "") -> None:
        """Click or tap it."""
        self.to(name, kind)

    def slide(self, name: str, share: float) -> None:
        """Click or tap there."""
        self.held(lambda found: found.scroll_into_view_if_needed(), name, "range")
        box = self.found(name, "range").bounding_box()
        assert box
        self.hit_at(box["x"] + 8 + share * (box["width"] - 16), box["y"] + box["height"] / 2)

    def hit_at(self, x: float, y: float) -> None:
        """Click or tap a place."""
        raise NotImplementedError


class Mouse(Pointer):
    """A mouse, on a desk in the light."""

    size = "desktop"

    def hit(self, found: ElementHandle) -> None:
        """Click."""
        found.click()

    def hit_at(self, x: float, y: float) -> None:
        """Click a place."""
        self.page.mouse.click(x, y)


class Finger(Pointer):
    """A finger, on a phone in the dark."""

    size = "dark phone"

    def hit(self, found: ElementHandle) -> None:
        """Tap."""
        found.tap()

    def hit_at(self, x: float, y: float) -> None:
        """Tap a place."""
        self.page.touchscreen.tap(x, y)


class Keys(Hand):
    """A keyboard and nothing else, on a desk in the dark. What Tab does not reach, or shows no focus, fails."""

    size = "dark"

    def to(self, name: str, kind: str = "") -> None:
        """Go on with Tab until it has the focus."""
        self.found(name, kind)
        passed: list[str] = []
        for _ in range(TABS):
            self.page.keyboard.press("Tab")
            at: dict[str, Any] | None = self.page.evaluate(WHERE, [name, kind])
            if at is None:
                continue
            passed.append(at["name"])
            assert at["shown"], f"{at['name']!r} has the focus and cannot be seen"
            assert at["ringed"], f"{at['name']!r} does not show that it has the focus"
            if at["fits"]:
                return
        raise AssertionError(f"{name!r} cannot be reached by Tab; passed {passed[-60:]}")

    def press(self, name: str, kind: str = "") -> None:
        """Go to it and press Enter."""
        self.to(name, kind)
        self.page.keyboard.press("Enter")

    def tick(self, name: str, kind: str = "") -> None:
        """Go to it and press the space bar; in a group of choices with the arrows."""
        found = self.found(name, kind)
        if not found.evaluate("(el) => el.type === 'radio'"):
            self.to(name, kind)
            self.page.keyboard.press("Space")
            return
        group = found.evaluate("(el) => el.name")
        self._until(
            lambda: bool(self.page.evaluate("(name) => document.activeElement?.name === name", group)), "Tab"
        )
        self.page.keyboard.press("Space")
        self._until(lambda: bool(found.evaluate("(el) => el.checked")), "ArrowDown", first=False)

    def pick(self, name: str, words: str) -> None:
        """Go to the list and write what is wanted."""
        self.to(name, "select-one")
        self.page.keyboard.type(words, delay=10)
        chosen = self.page.evaluate("document.activeElement.selectedOptions[0].textContent.trim()")
        assert chosen == words, f"{chosen!r} is chosen, not {words!r}"

    def slide(self, name: str, share: float) -> None:
        """Go to it and press an arrow until it is there."""
        self.to(name, "range")
        ask = (
            "(() => { const el = document.activeElement; return (el.value - el.min) / (el.max - el.min); })()"
        )
        key = "ArrowRight" if self.page.evaluate(ask) < share else "ArrowLeft"
        self._until(lambda: abs(self.page.evaluate(ask) - share) < 0.02, key, first=False)

    def when(self, name: str, value: str) -> None:
        """Go to it and write the figures, in the order in which this browser asks for them."""
        self.to(name)
        date, _, clock = (
            value.rpartition("T") if "T" in value else (value, "", "") if "-" in value else ("", "", value)
        )
        year, month, day = date.split("-") if date else ("", "", "")
        hours = int(clock[:2]) if clock else 0
        half = f"{(hours - 1) % 12 + 1:02}{clock[3:5]}{'PM' if hours > 11 else 'AM'}" if clock else ""
        for head in (month + day + year, day + month + year):
            for tail in (half, clock.replace(":", "")):
                for _ in range(6):
                    self.page.keyboard.press("ArrowLeft")
                self.page.keyboard.type(head)
                if date and clock:
                    self.page.keyboard.press("ArrowRight")
                self.page.keyboard.type(tail)
                if self.page.evaluate("document.activeElement.value") == value:
                    return
        raise AssertionError(f"{value} cannot be written into {name}")

    def _until(self, there: Callable[[], bool], key: str, *, first: bool = True) -> None:
        for number in range(TABS):
            if (number or not first) and there():
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"{key} does not lead there")


HANDS: dict[str, type[Hand]] = {"mouse": Mouse, "finger": Finger, "keys": Keys}
