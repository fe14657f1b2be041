from django.urls import path

from .public import views

urlpatterns = [
    path("contact/", views.contact, name="contact"),
    path("contact/<code:code>/", views.enquiry_noted, name="enquiry_noted"),
    path("un-mot/", views.word, name="word"),
    path("un-mot.pdf", views.word_sheet, name="word_sheet"),
    path("faire-connaissance.pdf", views.spotting_sheet, name="spotting_sheet"),
]
