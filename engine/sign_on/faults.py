"""What is wrong with a provider, in words, by the kind of its error (`ProviderWrong`), whose details fill them."""

from bpmn.messages import Message, lazy_gettext

UNREACHABLE = lazy_gettext("The provider of identities at {url} does not answer: {reason}.")
WRONG: dict[str, Message] = {
    "metadata": lazy_gettext(
        "At {url} there is no provider of identities: what comes from there is not what one answers."
    ),
    "status": lazy_gettext("At {url} the provider of identities answers with the status {found}."),
    "issuer": lazy_gettext("The provider of identities at {url} calls itself {found}, which is not what is set here."),
    "endpoint": lazy_gettext(
        "The provider of identities names an address to which nothing may be sent, since it is not https: {found}."
    ),
    "unsupported": lazy_gettext("The provider of identities can only do what Cauce does not: {found}."),
    "keys": lazy_gettext("At {url} the provider of identities has no key with which it could sign: {found}."),
    "client": lazy_gettext("The provider of identities does not take Cauce for what it registered: {found}."),
    "no_id_token": lazy_gettext("The provider of identities did not say who came."),
    "answer": lazy_gettext("The provider of identities at {url} answered what is not understood: {found}."),
}
ADVICE: dict[str, Message] = {
    "metadata": lazy_gettext("See CAUCE_OIDC_ISSUER: it is the address before /.well-known/openid-configuration."),
    "status": lazy_gettext("See CAUCE_OIDC_ISSUER: it is the address before /.well-known/openid-configuration."),
    "issuer": lazy_gettext("Write CAUCE_OIDC_ISSUER as the provider calls itself, to the letter, slash and all."),
    "endpoint": lazy_gettext("Let the provider be known by https: its own settings say under which address it is."),
    "unsupported": lazy_gettext(
        "Cauce takes the code flow, tokens signed by RS256, PS256, ES256, EdDSA or their longer ones, and shows its "
        "secret in a form or a header: let the provider offer that."
    ),
    "keys": lazy_gettext("See the keys of the provider: one must be for signatures, RSA of 2048 bits or more, or EC."),
    "client": lazy_gettext(
        "See CAUCE_OIDC_CLIENT_ID and CAUCE_OIDC_CLIENT_SECRET, and the address for coming back that it was told."
    ),
    "no_id_token": lazy_gettext("Let the provider allow the scope openid to Cauce."),
    "answer": lazy_gettext("See that CAUCE_OIDC_ISSUER is a provider of OpenID Connect, and what its own log says."),
}
