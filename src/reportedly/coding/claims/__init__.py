"""Claims: acts with their arguments, status and attribution."""
