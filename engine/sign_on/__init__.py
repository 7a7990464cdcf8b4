"""Coming in by the company's own provider of identities: OpenID Connect, with the code flow, PKCE and a nonce.

`provider` speaks with it, `id_tokens` judges what it signed and `identities` reads it, `attempts` binds a sign-on to
the browser that began it, `people` finds whose identity it is and gives the roles of its groups.
"""
