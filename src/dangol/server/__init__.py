"""Server: HTTP in, HTTP out; it decides nothing."""
