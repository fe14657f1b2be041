from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_team_address")]

    operations = [
        migrations.AddIndex(
            model_name="journalentry",
            index=models.Index(
                fields=["space", "table_name"],
                condition=models.Q(("action", "delete")),
                name="journal_of_what_is_gone",
            ),
        ),
    ]
