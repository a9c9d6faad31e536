"""The process between us and PostgreSQL: it ends the server and clears up after it when we are gone, even by kill -9.

Run as a script, with the standard library alone. Its standard input is a pipe of which we hold the other end: as long
as that is open we live, and it works alike on every system. A server that ends by itself ends its keeper too.

    keeper.py SIGNAL FOLDER UID GID COMMAND...      signal to stop it with; folder to remove after that; `-` for none
"""

import os
import shutil
import signal
import subprocess
import sys
import threading

_PATIENCE = 60.0
"""Seconds that a server gets to write its last checkpoint."""


def main(arguments: list[str]) -> int:
    stop_signal, folder, uid, gid, *command = arguments
    server = _start(command, uid, gid)
    leaving = threading.Event()
    threading.Thread(target=_leave_when_the_server_ends, args=(server, leaving), daemon=True).start()
    sys.stdin.buffer.read()
    leaving.set()
    _stop(server, signal.Signals[stop_signal])
    if folder != "-":
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def _start(command: list[str], uid: str, gid: str) -> "subprocess.Popen[bytes]":
    if uid == "-":
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, close_fds=False)
    return subprocess.Popen(
        command, stdin=subprocess.DEVNULL, close_fds=False, user=int(uid), group=int(gid), extra_groups=[]
    )


def _leave_when_the_server_ends(server: "subprocess.Popen[bytes]", leaving: threading.Event) -> None:
    server.wait()
    if not leaving.is_set():
        os._exit(3)


def _stop(server: "subprocess.Popen[bytes]", stop_signal: signal.Signals) -> None:
    server.send_signal(stop_signal)
    try:
        server.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
