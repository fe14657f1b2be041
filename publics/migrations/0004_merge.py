from django.db import migrations

from mediation.common.search import found_by_parts


class Migration(migrations.Migration):
    dependencies = [("publics", "0003_consent")]

    operations = [
        found_by_parts(
            "publics_person",
            texts=["first_name", "last_name", "city", "email"],
            phones=["phone", "helper_phone"],
        ),
    ]
