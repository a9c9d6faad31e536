"""What people are told: kinds of message, the facts of each, their wording in seven languages, and how they look. Pure.

    facts ──> worded(facts, language) ──> Message ──> html_of, text_of, sms_of, email_of, letter_of

Nothing here knows who is told, when, by which channel, or whether it was told before.
"""
