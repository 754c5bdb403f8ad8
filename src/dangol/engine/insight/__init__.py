"""Where files become insight: they are read here, asked in `insight`, and told as pages."""
