"""Times: TIMEX3 expressions, anchored to the publication date."""
