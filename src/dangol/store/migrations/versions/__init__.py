"""One module a step, each frozen as it was when it was released."""
