"""Fetching: addresses in, what their servers said out, politely and within limits, and kept as web archives."""
