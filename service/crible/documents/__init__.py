"""What people bring to be read: web pages, mails, contracts, payment messages.

Bytes go in, a ``Document`` comes out: its text, and for payment messages its fields.
Nothing here knows lists or names.
"""
