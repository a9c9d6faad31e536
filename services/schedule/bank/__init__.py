"""Bank files: written from frozen payments, read back before anybody may have them, and the same bytes ever after."""
