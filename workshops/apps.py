from django.apps import AppConfig


class WorkshopsConfig(AppConfig):
    name = "workshops"
    verbose_name = "Ateliers"

    def ready(self):
        from mediation.communications.registry import Sort, announce, announce_sort
        from publics import segments
        from publics.registry import answer_interests, follow_people, name_subjects, see_people, undo_visits
        from publics.retention import Forgotten, erased, expire, forget, hear_from, of_person

        from . import subjects
        from .criteria import CRITERIA, IDEAS
        from .kinds import tell_the_courier
        from .models import Appointment, Attendance, Loan, Testimonial
        from .replies import about_announcement
        from .retention import of_loans, of_pathways, of_wishes, old_homes, old_loans, old_wishes
        from .services.appointments import follow_person as follow_appointments
        from .services.appointments import forget_visit
        from .services.cycles import follow_person as follow_enrolments
        from .services.people import follow_person, planned_for_interests, registered

        follow_people(follow_person)
        follow_people(follow_appointments)
        follow_people(follow_enrolments)
        undo_visits(forget_visit)
        hear_from(Appointment.objects.seen)
        forget(Forgotten(Appointment, of_person(Appointment), {"purpose": erased("purpose")}))
        answer_interests(planned_for_interests)
        see_people(Attendance.objects.seen)
        hear_from(registered)
        hear_from(Loan.objects.seen)
        forget(of_wishes(), of_loans(), *of_pathways())
        forget(Forgotten(Testimonial, of_person(Testimonial)))
        expire(old_wishes(), old_homes(), old_loans())
        segments.register(*CRITERIA)
        segments.suggest(*IDEAS)

        tell_the_courier()
        announce(subjects.to_announce)
        session = Sort(subjects.still_announced, subjects.to_be_announced, subjects.who_answered, about_announcement)
        announce_sort("session", session)
        name_subjects("workshop", subjects.named)
