from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publics", "0016_enquiry_reopened")]
    operations = [
        migrations.RemoveIndex(model_name="person", name="person_by_name"),
        migrations.RemoveIndex(model_name="visit", name="visit_of_a_day"),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("anonymised_at", None), ("reconciled_with", None)),
                fields=["space", "sort_key", "id"],
                name="person_by_name",
            ),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(fields=["space", "at"], include=("person",), name="visit_of_a_day"),
        ),
    ]
