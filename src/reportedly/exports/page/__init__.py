"""One self-contained HTML page of a record: incidents with their claims by origin, the reports behind them, map, timeline."""

from reportedly.exports.page.write import write_page

__all__ = ["write_page"]
