"""Accounts of the people who work with the hub."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password

REVIEWERS = "reviewer"
"""The group whose members may review drafts."""


def add_reviewer(name: str, password: str) -> User:
    """Make an account that may review; raises Django's ``ValidationError`` for a bad name or a weak password."""
    user: User = get_user_model()(username=name)
    user.full_clean(exclude=["password"])
    validate_password(password, user)
    user.set_password(password)
    user.save()
    user.groups.add(Group.objects.get_or_create(name=REVIEWERS)[0])
    return user
