"""Addresses of the review."""

from __future__ import annotations

from django.urls import path

from minsheng.hub.review.views import decide, lists, matches, review, upload

app_name = "review"
urlpatterns = [
    path("", lists.drafts_page, name="list"),
    path("upload/", upload.upload, name="upload"),
    path("matches/", matches.matches_page, name="matches"),
    path("matches/decide/", matches.decide_match, name="decide_match"),
    path("<slug:pack>/<slug:document>/", review.review, name="review"),
    path("<slug:pack>/<slug:document>/decide/", decide.decide, name="decide"),
]
