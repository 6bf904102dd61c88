"""`python -m bot.runtime`: see launcher."""

import sys

from bot.runtime.launcher import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
