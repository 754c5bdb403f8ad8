"""From the words of a visitor to what is asked for."""
