"""What bytes say of themselves, before any format is known: their encoding, and the kind of file they begin."""
