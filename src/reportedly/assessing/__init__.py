"""Assessing: an incident in, its origins, agreement and standing out."""
