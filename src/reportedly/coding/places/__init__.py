"""Places: toponyms, resolved to the gazetteer or with the reason why not."""
