"""Addresses of the review."""

from __future__ import annotations

from django.urls import path

from minsheng.hub.review.views import decide, lists, review, upload

app_name = "review"
urlpatterns = [
    path("", lists.drafts_page, name="list"),
    path("upload/", upload.upload, name="upload"),
    path("<slug:pack>/<slug:document>/", review.review, name="review"),
    path("<slug:pack>/<slug:document>/decide/", decide.decide, name="decide"),
]
