"""The tables of the codebook and their loaders, one module a table."""
