"""Words every room shares: errors, ids, instants, money, languages, texts."""
