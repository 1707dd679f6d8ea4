"""The music folder: finding files, reading them safely, and preparing their PCM."""
