"""Alembic's migrations of the record, run by `dangol.store.migrate` and by nothing else."""
