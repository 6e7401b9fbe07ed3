"""The project: reports in versions, coded records, judgements and incidents in one SQLite file or a PostgreSQL database."""

from reportedly.store.errors import Conflict, ProjectError, StoreError
from reportedly.store.opening import create_project, open_project
from reportedly.store.project import Project

__all__ = ["Conflict", "Project", "ProjectError", "StoreError", "create_project", "open_project"]
