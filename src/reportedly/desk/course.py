"""The way of a reader through the queue, kept in the address: what is wanted of it, and where in it they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from reportedly.desk.queue import address_of, read_page, read_wanted
from reportedly.store import Project
from reportedly.store.queue import Wanted

KEY = re.compile(r"[-+.0-9e]{1,40}")


@dataclass(frozen=True)
class Course:
    """What is wanted of the queue, the key there of the incident on the page, and the page of the queue it was on."""

    wanted: Wanted
    key: str
    page: int

    def address(self, incident: str, act: str = "", key: str | None = None) -> str:
        """Id of an incident, and what is to be done with it -> the address that goes on in the same queue."""
        more: dict[str, object] = {"at": self.key if key is None else key} | ({"page": self.page} if self.page > 1 else {})
        path = f"/incidents/{incident}{'/' + act if act else ''}"
        return address_of(self.wanted, path, **{name: value for name, value in more.items() if value})

    def queue(self, incident: str) -> str:
        """Id of an incident -> the address of the queue, at the row of this incident."""
        more: dict[str, object] = {"page": self.page} if self.page > 1 else {}
        return f"{address_of(self.wanted, '/', **more)}#i-{incident}"


@dataclass(frozen=True)
class Around:
    """The addresses of the incidents before and after the one on the page, ``None`` at the ends of the queue."""

    before: str | None
    after: str | None


def read_course(query: Mapping[str, str]) -> Course:
    """Query of an address -> the way through the queue; what makes no sense in it is passed over."""
    key = query.get("at", "")
    return Course(read_wanted(query), key if KEY.fullmatch(key) else "", read_page(query))


def look_around(project: Project, course: Course, incident: str) -> Around:
    """Way through the queue, and the incident on the page -> where it leads next."""
    before, after = project.neighbours(course.wanted, incident, course.key)
    return Around(
        course.address(before[0], key=before[1]) if before else None,
        course.address(after[0], key=after[1]) if after else None,
    )
