"""Days that are open alike share a row, in what is stored and in every draft."""

from django.db import migrations

import cms.venues.hours


def share(rows):
    """The rows with the days of each stretch of time drawn together, in the order of the week."""
    shared = {}
    for row in sorted(rows, key=lambda row: (row["weekday"], row["opens_at"])):
        first = shared.setdefault((row["opens_at"], row["closes_at"]), {**row, "weekdays": []})
        if row["weekday"] not in first["weekdays"]:
            first["weekdays"].append(row["weekday"])
    return [{**row, "sort_order": place} for place, row in enumerate(shared.values())]


def share_stored(apps, _editor):
    hours = apps.get_model("venues", "OpeningHours")
    for venue in set(hours.objects.values_list("venue", flat=True)):
        rows = hours.objects.filter(venue=venue)
        shared = share(rows.values("pk", "weekday", "opens_at", "closes_at"))
        rows.exclude(pk__in=[row["pk"] for row in shared]).delete()
        for row in shared:
            rows.filter(pk=row["pk"]).update(
                weekdays=row["weekdays"], sort_order=row["sort_order"]
            )


def share_drafts(apps, _editor):
    revisions = apps.get_model("wagtailcore", "Revision").objects
    kind = {"content_type__app_label": "venues", "content_type__model": "venue"}
    for revision in revisions.filter(**kind).iterator(chunk_size=100):
        revision.content["opening_hours"] = [
            {name: value for name, value in row.items() if name != "weekday"}
            for row in share(revision.content["opening_hours"])
        ]
        revision.save(update_fields=["content"])


class Migration(migrations.Migration):
    dependencies = [("venues", "0002_content"), ("wagtailcore", "0098_apitoken")]
    operations = [
        migrations.AddField(
            model_name="openinghours",
            name="weekdays",
            field=cms.venues.hours.WeekdaysField(default=list, verbose_name="星期"),
            preserve_default=False,
        ),
        migrations.RunPython(share_stored),
        migrations.RunPython(share_drafts),
    ]
