"""The steps by which the tables of a project came to be what they are; run by ``init`` and when a project is opened."""
