"""Which app answers which address; Chinese without a prefix, English below ``/en/``."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("minsheng.hub.api.urls")),
    *i18n_patterns(
        path("accounts/", include("minsheng.hub.accounts.urls")),
        path("trail/", include("minsheng.hub.audit.urls")),
        path("review/", include("minsheng.hub.review.urls")),
        path("", include("minsheng.hub.household.urls")),
        path("", include("minsheng.hub.registry.urls")),
        path("", include("minsheng.hub.gaps.urls")),
        path("", include("minsheng.hub.linking.urls")),
        path("", include("minsheng.hub.map.urls")),
        path("", include("minsheng.hub.whatif.urls")),
        path("", include("minsheng.hub.provisions.urls")),
        path("", include("minsheng.hub.cockpit.urls")),
        path("", include("minsheng.hub.catalogue.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "minsheng.hub.catalogue.views.errors.bad_request"
handler403 = "minsheng.hub.catalogue.views.errors.forbidden"
handler404 = "minsheng.hub.catalogue.views.errors.not_found"
handler500 = "minsheng.hub.catalogue.views.errors.broken"
