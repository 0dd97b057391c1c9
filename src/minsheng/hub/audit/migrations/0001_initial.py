"""The two tables, the head of an empty trail, and the triggers."""

from __future__ import annotations

from django.db import migrations, models

from minsheng.hub.audit import triggers
from minsheng.hub.audit.chain import START, seal_of
from minsheng.hub.audit.keys import chain_keys


def build(apps, editor) -> None:
    """Make what Django itself does not manage."""
    entry, head = apps.get_model("audit", "Entry"), apps.get_model("audit", "Head")
    editor.create_model(entry)
    editor.create_model(head)
    head.objects.using(editor.connection.alias).create(
        id=1, count=0, hash=START, seal=seal_of(0, START, chain_keys()[0])
    )
    for statement in triggers.on(editor.connection.vendor):
        editor.execute(statement, params=None)


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.CharField(max_length=27)),
                ("actor", models.CharField(blank=True, max_length=150)),
                ("role", models.TextField(blank=True)),
                ("action", models.CharField(max_length=40)),
                ("subject", models.CharField(blank=True, max_length=64)),
                ("reason", models.TextField(blank=True)),
                ("detail", models.TextField()),
                ("previous", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "managed": False,
                "db_table": "audit_entry",
                "ordering": ("-number",),
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["actor", "number"], name="audit_by_actor"),
                    models.Index(fields=["action", "number"], name="audit_by_action"),
                    models.Index(fields=["subject", "number"], name="audit_by_subject"),
                    models.Index(fields=["previous"], name="audit_by_previous"),
                    models.Index(fields=["at"], name="audit_by_time"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("count", models.BigIntegerField()),
                ("hash", models.CharField(max_length=64)),
                ("seal", models.CharField(max_length=64)),
            ],
            options={"managed": False, "db_table": "audit_head", "default_permissions": ()},
        ),
        migrations.RunPython(build),
    ]
