"""Measures of every layer on the dev data that stands beside the project, against peers and against our own floors."""
