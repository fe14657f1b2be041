from django.db.models import TextChoices


class ClosingRule(TextChoices):
    DAYS_BEFORE = "days_before", "Tant de jours avant"
    DAY_OF_PREVIOUS_MONTH = "day_of_previous_month", "Le tant du mois précédent"
