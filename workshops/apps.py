from django.apps import AppConfig


class WorkshopsConfig(AppConfig):
    name = "workshops"
    verbose_name = "Ateliers"

    def ready(self):
        from mediation.courier.enums import Priority
        from mediation.courier.registry import Kind, register

        from . import notifications as said
        from . import replies, wording

        seat, offer = wording.about_registration, wording.about_offer
        to_seat, to_offer = replies.about_registration, replies.about_offer
        for kind in (
            Kind(said.CONFIRMED, "Place confirmée", Priority.REMINDER, wording.live_confirmed, seat, to_seat),
            Kind(said.WAITING, "Sur la liste d'attente", Priority.REMINDER, wording.live_waiting, seat, to_seat),
            Kind(said.REMINDER, "Rappel", Priority.REMINDER, wording.live_confirmed, seat, to_seat),
            Kind(said.OFFER, "Place proposée", Priority.OFFER, wording.live_offers, offer, to_offer),
            Kind(said.ACCEPTED, "Place acceptée", Priority.REMINDER, wording.live_confirmed, seat, to_seat),
            Kind(said.EXPIRED, "Place partie", Priority.REMINDER, wording.live_expired_offers, offer),
            Kind(said.CANCELLED, "Place libérée", Priority.CANCELLATION, wording.live_cancelled, seat),
            Kind(
                said.SESSION_CANCELLED,
                "Séance annulée",
                Priority.CANCELLATION,
                wording.live_of_cancelled_sessions,
                seat,
            ),
        ):
            register(kind)
