"""Reading: paths in, reports with their marks out."""
