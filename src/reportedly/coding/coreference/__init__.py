"""Coreference: mentions inside one report joined to their first naming."""
