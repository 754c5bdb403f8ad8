"""A turn of a conversation: what was asked, what the shop knows, what may be said."""
