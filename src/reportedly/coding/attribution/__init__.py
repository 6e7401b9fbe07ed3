"""Attribution: who is said to have said, thought or written which part of a report."""
