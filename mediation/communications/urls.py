from django.urls import path

from .views import campaigns, digests, media, messages, texts, variants

app_name = "communications"
urlpatterns = [
    path("", media.media, name="media"),
    path("cette-semaine/", media.to_send, name="to_send"),
    path("messages/", messages.messages, name="messages"),
    path("messages/<uuid:pk>/", messages.message, name="message"),
    path("messages/<uuid:pk>/<str:what>/", messages.settle_message, name="settle_message"),
    path("textes/", texts.texts, name="texts"),
    path("textes/<str:kind>/<str:form>/", texts.text, name="text"),
    path("textes/<str:kind>/<str:form>/origine/", texts.restore_text, name="restore_text"),
    path("medias/nouveau/", media.new_medium, name="new_medium"),
    path("medias/<int:pk>/modifier/", media.edit_medium, name="edit_medium"),
    path("medias/<int:pk>/envoye/", media.publish, name="publish"),
    path("lettre/", digests.digest, name="digest"),
    path("lettre/regler/", digests.edit_digest, name="edit_digest"),
    path("lettre/essai/", digests.try_digest, name="try_digest"),
    path("campagnes/", campaigns.campaigns, name="campaigns"),
    path("campagnes/nouvelle/", campaigns.new_campaign, name="new_campaign"),
    path("campagnes/<code:code>/", campaigns.campaign, name="campaign"),
    path("campagnes/<code:code>/ecrire/", campaigns.edit_campaign, name="edit_campaign"),
    path("campagnes/<code:code>/essai/", campaigns.try_campaign, name="try_campaign"),
    path("campagnes/<code:code>/copier/", campaigns.copy_campaign, name="copy_campaign"),
    path("campagnes/<code:code>/sans/<str:why>/", campaigns.excluded, name="excluded"),
    path("campagnes/<code:code>/textes/nouveau/", variants.new_variant, name="new_variant"),
    path("campagnes/<code:code>/textes/<int:pk>/", variants.edit_variant, name="edit_variant"),
    path("campagnes/<code:code>/textes/<int:pk>/<str:act>/", variants.move_variant, name="move_variant"),
    path("campagnes/<code:code>/<str:act>/", campaigns.move_campaign, name="move_campaign"),
]
