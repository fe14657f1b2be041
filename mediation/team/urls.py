from django.urls import path

from .views import board, closures, handovers, notes, sites, tasks

app_name = "team"
urlpatterns = [
    path("", board.board, name="board"),
    path("cahier/lu/", board.mark_read, name="mark_read"),
    path("cahier/<int:pk>/epingler/", board.pin_entry, name="pin_entry"),
    path("taches/", tasks.tasks, name="tasks"),
    path("taches/nouvelle/", tasks.new_task, name="new_task"),
    path("taches/<int:pk>/", tasks.task_done, name="task_done"),
    path("notes/", notes.notes, name="notes"),
    path("notes/nouvelle/", notes.new_note, name="new_note"),
    path("notes/<int:pk>/", notes.note, name="note"),
    path("notes/<int:pk>/modifier/", notes.edit_note, name="edit_note"),
    path("fermetures/", closures.closures, name="closures"),
    path("fermetures/<int:pk>/affiche.pdf", closures.poster, name="poster"),
    path("fermetures/<int:pk>/reprendre/", closures.withdraw, name="withdraw_closure"),
    path("postes/", handovers.handovers, name="handovers"),
    path("postes/absence/", handovers.new_absence, name="new_absence"),
    path("postes/<int:pk>/rendre/", handovers.end, name="end_handover"),
    path("bons-sites/", sites.sites, name="sites"),
    path("bons-sites.pdf", sites.sites_sheet, name="sites_pdf"),
]
