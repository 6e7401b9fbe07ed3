"""The desk: where a person reads what was reported and decides. Server-rendered pages over a project, on loopback."""
