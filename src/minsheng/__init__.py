"""Minsheng 民生: plans become promises, promises become answers."""

__version__ = "0.1.0"
