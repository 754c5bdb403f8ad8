"""Product catalogues: what a shop's feed says it sells, and what changed since the last one."""
