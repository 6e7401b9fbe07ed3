"""Linking: claims of many reports in, incidents out."""
