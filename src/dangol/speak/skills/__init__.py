"""What the agent can do in a turn: one module a skill, from a request to an answer with facts."""
