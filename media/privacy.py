"""Which collections are closed: restricted in Wagtail, or below one that is."""

from django.db.models import Q
from wagtail.models import Collection, CollectionViewRestriction


def is_closed(collection_id: int) -> bool:
    """Asked of the database each time: a collection at hand may have been moved since."""
    path: str = Collection.objects.values_list("path", flat=True).get(pk=collection_id)
    return path.startswith(_closed_paths())


def closed_collections() -> list[int]:
    """The ids of all of them."""
    below = Q(pk__in=[])
    for path in _closed_paths():
        below |= Q(path__startswith=path)
    return list(Collection.objects.filter(below).values_list("pk", flat=True))


def _closed_paths() -> tuple[str, ...]:
    restricted = CollectionViewRestriction.objects.values_list("collection__path", flat=True)
    return tuple(restricted.distinct())
