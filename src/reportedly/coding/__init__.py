"""Coding: one report in, the same report with all its layers out; one module a layer, in a fixed order."""
