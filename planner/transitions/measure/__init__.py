"""What a rendered seam is measured by, one measure or family a file. "Not measurable" is an answer."""
