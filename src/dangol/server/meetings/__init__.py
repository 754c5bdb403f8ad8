"""The page on which whoever booked a meeting moves or cancels it, without logging in."""
