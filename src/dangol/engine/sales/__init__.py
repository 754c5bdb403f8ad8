"""Where selling to businesses meets the record, calendars, and whoever is told."""
