"""The bank's own channel: what lies there for us is fetched over SFTP, and it is seen when nothing comes."""
