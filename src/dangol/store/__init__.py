"""Store: the record (SQLite or PostgreSQL), the lake (Parquet), migrations."""
