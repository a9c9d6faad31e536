"""`python -m house COMMAND`: what `./ontzorg COMMAND` runs once its environment is there."""

import sys

from house.command_line import main

sys.exit(main(sys.argv[1:]))
