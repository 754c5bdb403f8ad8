"""Notes, revenue, market: answers that carry their evidence. Pure over tables."""
