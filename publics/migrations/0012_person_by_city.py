from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publics", "0011_reported")]
    operations = [
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("anonymised_at", None), ("reconciled_with", None)),
                fields=["space", "city"],
                name="person_by_city",
            ),
        ),
    ]
