"""A real Chromium for tests."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.wait import eventually

#: No sandbox as root, no GPU, and no request of the browser's own to anywhere.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser, or a loud skip."""
    path = os.environ.get("EVERSET_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("NO CHROMIUM: install it, or name it in EVERSET_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def becomes(page: Page, expression: str, timeout: float = 20.0) -> Any:
    """What ``expression`` gives in the page once that is true. (Playwright's own waiting evaluates text in the page,
    which the page's policy forbids.)"""
    return eventually(lambda: page.evaluate(expression), timeout)


def text(page: Page, id: str) -> str:
    return str(page.evaluate("id => document.getElementById(id).textContent", id))
