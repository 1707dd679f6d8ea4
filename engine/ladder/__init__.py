"""The fallback ladder and who watches for it: what plays when nobody has decided, or what was decided is lost."""
