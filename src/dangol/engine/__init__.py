"""Engine: the only place where the rooms meet."""
