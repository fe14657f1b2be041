from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_waiting_lists")]
    operations = [
        migrations.AddField(
            model_name="space",
            name="asks_feedback",
            field=models.BooleanField(
                default=True,
                help_text=(
                    "Un message à qui est venu et lit nos messages, avec le lien des trois questions\u00a0: une fois."
                ),
                verbose_name="demander après chaque séance comment c’était",
            ),
        ),
    ]
