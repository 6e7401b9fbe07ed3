"""Tolls: counts of people harmed as low, best, high."""
