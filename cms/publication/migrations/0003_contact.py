"""Documents of the kinds that have a contact now are written anew by the clock."""

from django.db import migrations


def mark(apps, _editor):
    entries = apps.get_model("publication", "Entry").objects
    dirty = apps.get_model("publication", "Dirty")
    reached = entries.filter(kind__in=["ENTERPRISE", "JOB", "VENUE"], deleted=False)
    pages = reached.values_list("page_id", flat=True)
    dirty.objects.bulk_create([dirty(page_id=page) for page in pages], batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [
        ("publication", "0002_content"),
        ("enterprises", "0005_contact"),
        ("venues", "0005_contact"),
    ]
    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
