"""One module for each way in which a document does not agree, named by the kind of its findings."""
