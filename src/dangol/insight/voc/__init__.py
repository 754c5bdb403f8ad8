"""Notes become themes, each hit with the sentence that shows it."""
