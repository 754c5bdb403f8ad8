"""What a document says: its tables, sentences, figures, dates and durations."""
