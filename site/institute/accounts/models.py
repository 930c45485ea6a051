"""The people who work in the administration."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """Django's user under our own name: a project cannot swap its user model after its first migration."""
