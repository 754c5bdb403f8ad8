"""The auditor of documents: what a text says (`reading`) and what does not agree (`kinds`).

Each module of `kinds` begins with the kind of its findings: `growth_text` makes `growth` of
sentences, `growth_tables` of columns.
"""
