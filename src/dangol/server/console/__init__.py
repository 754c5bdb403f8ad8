"""The console: pages for those who look after a workspace, drawn on the server."""
