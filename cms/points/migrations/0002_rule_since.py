"""An entry says which rule it followed: until now, by its time; of what it takes back, the same."""

from django.db import migrations, models
from django.db.models import Case, F, OuterRef, Subquery, When


def fill(apps, _schema_editor):
    Entry = apps.get_model("points", "Entry")
    Rule = apps.get_model("points", "Rule")
    changed = Subquery(Rule.objects.filter(pk=OuterRef("rule")).values("changed_at"))
    Entry.objects.update(rule_since=Case(When(at__gte=changed, then=changed), default=F("at")))
    earned = Subquery(Entry.objects.filter(pk=OuterRef("undoes")).values("rule_since"))
    Entry.objects.exclude(undoes=None).update(rule_since=earned)


class Migration(migrations.Migration):
    dependencies = [("points", "0001_initial")]

    operations = [
        migrations.AddField("entry", "rule_since", models.DateTimeField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField("entry", "rule_since", models.DateTimeField()),
    ]
