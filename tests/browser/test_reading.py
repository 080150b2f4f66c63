"""What a visitor meets: every kind of page, without JavaScript, on a phone, for everyone."""

import re

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe

PAGES = """{
  areas{url} district{url}
  buildings(first:1){nodes{url}} organisations(first:1){nodes{url}}
  briefs(first:1){nodes{url}} notices(first:1){nodes{url}} lessons(first:1){nodes{url}}
  venues(first:1){nodes{url}} enterprises(first:1){nodes{url}} jobs(first:1){nodes{url}}
}"""
LISTS = ["areas", "buildings", "organisations", "briefs", "notices", "lessons", "venues"]
LISTS += ["enterprises", "jobs", "sitemap"]


@pytest.fixture(scope="module")
def addresses(served):
    """One page of each kind, every list, and one that is not there."""
    answer = served.ask(PAGES)
    ones = [each["nodes"][0]["url"] for each in answer.values() if "nodes" in each]
    return ["/", answer["areas"][0]["url"], *ones, *(f"/{name}/" for name in LISTS)]


def test_axe_finds_nothing_on_any_kind_of_page(page, addresses):
    axe = Axe()
    # Ours is injected by the tool that drives the browser, past the site's policy.
    for address in addresses:
        page.goto(address)
        found = axe.run(page).response["violations"]
        assert [(address, each["id"], each["nodes"][0]["html"]) for each in found] == []


@pytest.mark.parametrize("width", [360, 390, 1280])
def test_no_page_scrolls_sideways(page, addresses, width):
    page.set_viewport_size({"width": width, "height": 800})
    for address in addresses:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_pages_hold_their_whole_text_without_javascript(served, addresses):
    for address in addresses:
        answer = httpx.get(served.url + address)
        assert answer.status_code == 200, address
        assert "<main" in answer.text, address
        assert "<script" not in answer.text.replace('<script type="application/ld+json"', "")


def test_what_is_not_there_says_so_in_the_sites_own_page(served):
    answer = httpx.get(f"{served.url}/jobs/no-such-job/")
    assert answer.status_code == 404
    assert "<main" in answer.text


def test_every_link_of_the_site_leads_somewhere(served):
    """Crawl from the front page: no link, picture or style sheet of ours is missing."""
    seen, waiting = set(), ["/"]
    with httpx.Client(base_url=served.url) as client:
        while waiting:
            address = waiting.pop()
            if address in seen:
                continue
            seen.add(address)
            answer = client.get(address)
            assert answer.status_code == 200, address
            if "html" in answer.headers["content-type"]:
                found = re.findall(r'(?:href|src)="(/[^"#]*)', answer.text)
                waiting += [each for each in found if each not in seen]
    assert len(seen) > 180
