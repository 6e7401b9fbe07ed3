"""Actors: mentions of parties, people and things struck, resolved to registry id, country and role codes."""
