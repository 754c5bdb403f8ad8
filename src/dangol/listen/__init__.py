"""Listen: bytes become events, events find their person, a session says signals."""
