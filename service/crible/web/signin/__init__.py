"""How people sign in: with a password, or by an identity provider; and the cookie."""
