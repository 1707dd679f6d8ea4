"""Peers that refuse to run as root."""

import os
import shutil
from pathlib import Path


def as_nobody(home: Path) -> list[str]:
    """The words before a command that runs it as nobody, who can then get at the files in ``home``; none where this
    is not root."""
    if os.geteuid():
        return []
    home.parent.chmod(0o755)
    shutil.chown(home, "nobody", "nogroup")
    return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
