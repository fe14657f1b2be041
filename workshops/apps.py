from django.apps import AppConfig


class WorkshopsConfig(AppConfig):
    name = "workshops"
    verbose_name = "Ateliers"

    def ready(self):
        from mediation.communications.registry import announce
        from mediation.courier.registry import Subjects, describe, register
        from publics import segments
        from publics.registry import answer_interests, follow_people, name_subjects, see_people, undo_visits
        from publics.retention import Forgotten, erased, expire, forget, hear_from, of_person

        from . import appointment_words as words
        from . import cycle_words, loan_words, subjects
        from . import notifications as said
        from .criteria import CRITERIA
        from .kinds import kinds
        from .models import Appointment, Attendance, Loan, Testimonial
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

        for kind in [*kinds(), *words.kinds(), *cycle_words.kinds(), *loan_words.kinds()]:
            register(kind)
        describe(Subjects(frozenset(words.SUBJECTS), words.titles, words.appointments_of))
        of_enrolments = frozenset(cycle_words.SUBJECTS)
        describe(Subjects(of_enrolments, cycle_words.titles, cycle_words.enrolments_of))
        describe(Subjects(frozenset(loan_words.SUBJECTS), loan_words.titles, loan_words.loans_of))
        of_offers = frozenset({said.OFFER, said.INVITED, said.EXPIRED})
        of_registrations = frozenset(
            {said.SESSION_MOVED, said.SESSION_PLACE, said.TO_CALL}
            | {said.CONFIRMED, said.WAITING, said.REMINDER, said.ACCEPTED, said.CANCELLED, said.SESSION_CANCELLED}
        )
        describe(Subjects(of_registrations, subjects.of_registrations, subjects.registrations_of))
        describe(Subjects(frozenset({said.OTHER_DATE}), subjects.of_sessions, subjects.sessions_of))
        describe(Subjects(of_offers, subjects.of_offers, subjects.offers_of))
        announce(subjects.to_announce)
        name_subjects("workshop", subjects.named)
