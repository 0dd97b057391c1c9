"""Signing in, signing out, changing one's password."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import views as auth
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache


class SignInForm(AuthenticationForm):
    """Name and password; the message does not tell which of the two was wrong."""

    error_messages = {  # noqa: RUF012 - Django's own attribute
        "invalid_login": _("用户名或密码不正确。请检查大小写后重试。"),
        "inactive": _("这个账号已停用。"),
    }


class SignIn(auth.LoginView):
    """Sign in, then go where one wanted to go."""

    template_name = "accounts/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


class ChangePassword(auth.PasswordChangeView):
    """Change one's own password."""

    template_name = "accounts/password.html"
    success_url = reverse_lazy("accounts:password_done")


class PasswordChanged(auth.PasswordChangeDoneView):
    """Say that the password is changed."""

    template_name = "accounts/password_done.html"


@never_cache
def locked(
    request: HttpRequest, response: HttpResponse | None = None, credentials: Mapping[str, Any] | None = None
) -> HttpResponse:
    """The page after too many wrong passwords."""
    return render(request, "accounts/locked.html", {"minutes": 15}, status=429)
