"""The demo's start page: one address with the doors to everything that is open."""
