"""What was decided and what was aired, on disk, and how it is read again."""
