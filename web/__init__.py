"""The station's face: listener page, desk, API, live events, metrics. It reads what happens and stores votes."""
