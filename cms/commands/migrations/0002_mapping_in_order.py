from django.db import migrations, models


def to_pairs(apps, schema_editor):
    for job in apps.get_model("commands", "ImportJob").objects.only("mapping", "report"):
        job.mapping = list(job.mapping.items())
        # A report names the firms, and counts them by that.
        job.report.pop("enterprises_created", None)
        job.save(update_fields=["mapping", "report"])


def to_object(apps, schema_editor):
    for job in apps.get_model("commands", "ImportJob").objects.only("mapping"):
        job.mapping = dict(job.mapping)
        job.save(update_fields=["mapping"])


class Migration(migrations.Migration):

    dependencies = [
        ("commands", "0001_imports"),
    ]

    operations = [
        migrations.AlterField(
            model_name="importjob",
            name="mapping",
            field=models.JSONField(default=list),
        ),
        migrations.RunPython(to_pairs, to_object),
    ]
