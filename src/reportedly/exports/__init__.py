"""Exports: records in, tables, maps and pages out."""
