"""Registers of people, households and institutions: schema, import, quality, a made-up city."""
