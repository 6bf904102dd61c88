"""`python -m bot.people`: see command."""

import sys

from bot.people.command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
