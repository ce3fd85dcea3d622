"""One function per thing that a person asks for; transactions and records here."""
