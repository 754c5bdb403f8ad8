"""The visitor's side of a conversation: a socket, and plain requests where sockets are blocked."""
