"""For every test: an example that takes long on a busy machine is no failure."""

from hypothesis import settings

settings.register_profile("minsheng", deadline=None)
settings.load_profile("minsheng")
