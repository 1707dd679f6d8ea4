"""Stems: a window of sound taken apart into drums, bass, vocals and the rest."""
