"""The commands of `bin/`: run, test, setup, manage, bench, part. The first argument names which."""

import sys

from . import commands, say

COMMANDS = {
    "setup": commands.setup,
    "manage": commands.manage,
    "run": commands.run,
    "test": commands.test,
    "bench": commands.bench,
    "part": commands.part,
}


def main(argv: list[str]) -> int:
    try:
        return COMMANDS[argv[0]](argv[1:])
    except say.Stop as stop:
        return say.stop(str(stop), stop.code)
    except KeyboardInterrupt:
        return say.stop("stopped half-way; the same command goes on from here", 130)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
