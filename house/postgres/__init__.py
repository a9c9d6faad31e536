"""A real PostgreSQL without installing one: the wheel's own binaries under our own small supervisor.

A throw-away cluster for `demo`, `test` and `bench`, a kept one for `up`, and neither where a `DATABASE_URL` names a
server. It runs as root or not, never listens on TCP, and ends with the process that started it, however that ends.
"""

from house.postgres.binaries import Binaries, PostgresNotFound, PostgresProblem, all_binaries, find_binaries
from house.postgres.cluster import Cluster, PostgresDidNotStart
from house.postgres.identity import Identity, NobodyToRunAs, find_identity, user_namespaces_work
from house.postgres.opening import kept_cluster, open_database_server, running_url, throwaway_cluster

__all__ = [
    "Binaries",
    "Cluster",
    "Identity",
    "NobodyToRunAs",
    "PostgresDidNotStart",
    "PostgresNotFound",
    "PostgresProblem",
    "all_binaries",
    "find_binaries",
    "find_identity",
    "kept_cluster",
    "open_database_server",
    "running_url",
    "throwaway_cluster",
    "user_namespaces_work",
]
