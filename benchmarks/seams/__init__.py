"""Seams side by side: pairs of pieces, mixed by Everset and as its peers would, all measured by the same code."""
