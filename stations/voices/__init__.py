"""Mixtures with a voice at known times, made to train the ear: ``python -m stations.voices``. Needs the extra
``voices``."""
