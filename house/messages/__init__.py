"""Messages to people as somebody looks at them who does not receive them: a translator, an organisation, a check."""
