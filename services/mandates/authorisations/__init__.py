"""The client's authorisation (machtiging): chosen, explained, signed, refused or taken back; and its documents."""
