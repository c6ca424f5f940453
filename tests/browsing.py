"""Helpers for tests in a real browser."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from chromium import CHROMIUM

IN_A_BROWSER = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this system"),
]

TEXTS = """() => {
  const behind = (element) => {
    const colour = getComputedStyle(element).backgroundColor;
    const isClear = colour === "rgba(0, 0, 0, 0)" && element.parentElement;
    return isClear ? behind(element.parentElement) : colour;
  };
  const hasText = (element) =>
    [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  return [...document.body.querySelectorAll("*")]
    .filter((element) => element.checkVisibility() && hasText(element))
    .map((element) => [getComputedStyle(element).color, behind(element)]);
}"""


def list_barriers(page):
    """Return the serious barriers that axe finds on a page."""
    found = Axe().run(page).response["violations"]
    return [one["id"] for one in found if one["impact"] in ("serious", "critical")]


def measure_least_contrast(page):
    """Return the least contrast (WCAG 2.2) between a text and its background on a page."""
    return min(measure_contrast(*colours) for colours in page.evaluate(TEXTS))


def measure_contrast(*colours):
    """Return the contrast ratio of two colours, as a browser reports them."""
    dark, light = sorted(map(measure_luminance, colours))
    return (light + 0.05) / (dark + 0.05)


def measure_luminance(colour):
    """Return the relative luminance of `rgb(r, g, b)`."""
    channels = [int(value) / 255 for value in re.findall(r"\d+", colour)[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
