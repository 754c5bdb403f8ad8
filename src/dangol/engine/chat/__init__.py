"""The runtime of conversations: the only place where visitor, agent, operator and record meet."""
