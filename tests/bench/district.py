"""A district of any size for the press: towers, firms, jobs, notices, briefs with real lengths."""

from collections.abc import Iterator

from tests.bench.content import briefs
from tests.site.press.documents import (
    Document,
    area,
    brief,
    building,
    district,
    enterprise,
    heading,
    job,
    notice,
    paragraph,
)

AREAS, TOWERS = 6, 60
# Of a hundred pages: firms, jobs and notices; the rest are briefs.
FIRMS, JOBS, NOTICES = 10, 30, 30
INDUSTRIES = [{"code": code, "name": f"行业{code}"} for code in "CFIJKLMOPQR"]
EDUCATIONS = ("ANY", "COLLEGE", "BACHELOR", "MASTER")


def documents(count: int) -> Iterator[Document]:
    """Yield a district and `count` pages in it, owners first."""
    top = district(title="如意湖")
    areas = [area(number, top, title=f"片区{number}") for number in range(1, AREAS + 1)]
    towers = [
        building(number, areas[number % AREAS], title=f"大厦{number}")
        for number in range(1, TOWERS + 1)
    ]
    yield from (top, *areas, *towers)
    texts = briefs(min(count, 1000))
    firms: list[Document] = []
    for number in range(1, count + 1):
        text = texts[number % len(texts)]
        given = {"title": f"{text['title']}号{number}", "summary": text["summary"]}
        body = [
            heading(t) if kind == "heading" else paragraph(f"<p>{t}</p>")
            for kind, t in text["body"]
        ]
        place = number % 100
        tower = towers[number % TOWERS]
        if place < FIRMS or not firms:
            industry = INDUSTRIES[number % len(INDUSTRIES)]
            firms.append(enterprise(number, tower, industry=industry, body=body[:2], **given))
            yield firms[-1]
        elif place < FIRMS + JOBS:
            education = EDUCATIONS[number % len(EDUCATIONS)]
            firm = firms[number % len(firms)]
            yield job(number, firm, education=education, body=body[:3], **given)
        elif place < FIRMS + JOBS + NOTICES:
            yield notice(number, areas[number % AREAS], body=body, **given)
        else:
            yield brief(number, tower, body=body, **given)
