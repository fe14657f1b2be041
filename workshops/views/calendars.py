"""The calendar of the team: sessions, appointments and what is free, by day, week or month."""

from functools import partial

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mediation.accounts.permissions import allowed
from mediation.common.printing import pdf_response

from .. import papers
from ..calendars.columns import By, Column, columns_of
from ..calendars.days import Day, days_of, show_gaps
from ..calendars.drawing import CLOSES, OPENS, row_of
from ..calendars.frames import SUNDAY, Frame, View
from ..calendars.scope import Scope
from ..forms.calendars import CalendarForm
from ..permissions import may_run_workshops, may_see_people, may_see_programme


@require_safe
@allowed(may_see_programme)
def calendar(request):
    """A colleague of another service reads of sessions alone."""
    form, now = CalendarForm(request.GET, space=request.space), timezone.localtime()
    sees_people, may_run = may_see_people(request.membership), may_run_workshops(request.membership)
    scope, frame, venues = form.scope(sees_people=sees_people), form.frame, form.venues
    days = days_of(scope, frame, venues)
    columns = [] if frame.view == View.MONTH else arranged(days, form, scope, frame)
    for column in columns:
        if column.scope and sees_people:
            show_gaps(column.day, column.scope, venues, at=now)
    context = {
        "form": form,
        "frame": frame,
        "scope": scope,
        "views": View,
        "ways": By,
        "weeks": [days[first : first + 7] for first in range(0, len(days), 7)],
        "columns": columns,
        "away": [busy for busy in days[0].busy if busy.is_absence]
        if frame.view == View.DAY and form.by != By.HOST
        else [],
        "hours": [(hour, row_of(now.replace(hour=hour, minute=0))) for hour in range(OPENS, CLOSES)],
        "opens": OPENS,
        "now": now,
        "now_row": row_of(now) if OPENS <= now.hour < CLOSES else None,
        "today": now.date(),
        "may_run": may_run,
        "sees_people": sees_people,
    }
    return render(request, "workshops/calendar.html", context)


def arranged(days: list[Day], form: CalendarForm, scope: Scope, frame: Frame) -> list[Column]:
    """The days of a week, a Sunday when something is then, or today; of one day, its places or who welcomes."""
    if frame.view == View.WEEK:
        shown = [day for day in days if day.on.weekday() < SUNDAY or day.lines or day.on == timezone.localdate()]
        return [Column("", day, scope) for day in shown]
    among = {By.VENUE: form.venues, By.ROOM: form.rooms, By.HOST: form.hosts}
    return columns_of(days[0], scope, form.by, among[form.by])


@require_safe
@allowed(may_see_programme)
def week_sheet(request):
    """The same week on paper."""
    form = CalendarForm(request.GET, space=request.space)
    frame, scope = Frame(View.WEEK, form.day), form.scope(sees_people=may_see_people(request.membership))
    return pdf_response(request, "agenda.pdf", partial(papers.week_sheet, scope, frame))
