"""Plans a whole site from plain documents, as a first turn of the press does."""

from collections.abc import Iterable, Mapping

from press.plan import Planner
from press.sheets import Sheet, path_of
from press.store import Store

from tests.site.press.documents import Document

ORIGIN = "https://ruyi.example"


def stocked(documents: Iterable[Document], reached: Mapping[str, int] | None = None) -> Store:
    """A store in memory that holds documents; `reached`: as if more had been there before."""
    store = Store()
    before = [
        {"id": f"before-{kind}", "kind": kind, "ordinal": ordinal, "deleted": True, "content": None}
        for kind, ordinal in (reached or {}).items()
    ]
    store.feed([*before, *map(change, documents)], "here", 1)
    return store


def change(document: Document) -> Document:
    content = {name: value for name, value in document.items() if name != "kind"}
    facts = {name: document[name] for name in ("id", "kind", "ordinal")}
    return {**facts, "deleted": False, "content": content}


def plan(
    documents: Mapping[str, Document],
    reached: Mapping[str, int],
    assets: Mapping[str, str],
    origin: str = ORIGIN,
    made: Iterable[str] = (),
) -> list[Sheet]:
    """Every sheet of the site in the order of writing."""
    store = stocked(documents.values(), reached)
    rows = ((path_of(address), "", "") for address in made)
    store.db.executemany("INSERT INTO files (path, digest, stamp) VALUES (?, ?, ?)", rows)
    return planned_from(store, assets, origin)


def planned_from(store: Store, assets: Mapping[str, str], origin: str = ORIGIN) -> list[Sheet]:
    """Every sheet that follows from a store: the site's own, the documents', what these lead to."""
    planner = Planner(store, assets, origin)
    urls = [url for (url,) in store.db.execute("SELECT url FROM documents")]
    waiting = list(dict.fromkeys([*urls, *planner.fixed]))
    seen, sheets = set(waiting), []
    while waiting:
        sheet = planner.plan(waiting.pop(0)).sheet
        if sheet:
            sheets.append(sheet)
            led = [lead for lead in sheet.leads if lead and lead not in seen]
            waiting += led
            seen |= set(led)
    return sorted(sheets, key=lambda sheet: sheet.stage)
