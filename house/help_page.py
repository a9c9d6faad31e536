"""What `./ontzorg --help` says, and what someone is told who mistypes a command."""

import difflib
from collections.abc import Sequence

from house.catalogue import Command

_GROUPS = {
    "people": "For people: what happens to a household",
    "builders": "For builders",
    "operators": "For operators",
    "suppliers": "For suppliers, who are told by webhook",
}

EXIT_CODES = "Exit codes: 0 good, 1 faults found, 2 wrong usage, 3 Ontzorg itself broke down."


def page(commands: Sequence[Command]) -> str:
    """The list of commands, by whom they are for, each with its sentence and its example."""
    lines = ["Ontzorg: who pays what, when, from which money, and who was told.", "", "  ./ontzorg COMMAND [OPTIONS]"]
    width = max((len(command.name) for command in commands), default=0) + 2
    groups = [*_GROUPS, *sorted({command.group for command in commands} - set(_GROUPS))]
    for group in groups:
        members = [command for command in commands if command.group == group]
        if members:
            lines += ["", _GROUPS.get(group, f"For {group}")]
        for command in members:
            lines.append(f"  {command.name:<{width}}{command.summary}")
            lines += [f"  {'':<{width}}$ {command.example}"] if command.example else []
    return "\n".join([*lines, "", "./ontzorg COMMAND -h tells more of one.", EXIT_CODES])


def unknown(word: str, names: Sequence[str]) -> str:
    """What to say of a command that there is not: the one that was probably meant, or all that there are."""
    meant = difflib.get_close_matches(word, names, n=1, cutoff=0.5)
    hint = f"Did you mean `{meant[0]}`?" if meant else f"There are: {', '.join(names)}."
    return f"ontzorg: there is no command `{word}`. {hint}"
