"""File formats out: one file a format. Each takes a visible queryset; cells that a spreadsheet would run are text."""
