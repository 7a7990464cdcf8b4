"""The names of the settings, and what each means: what `engine.settings.Settings.from_env` takes, and the table of
settings (docs/reference/settings.md) is made from."""

from typing import NamedTuple


class Setting(NamedTuple):
    """A variable of the environment: the field of `Settings` that it goes into, what it means (Markdown), and what
    holds without it, where that is not the field's own default."""

    name: str
    field: str
    meaning: str
    otherwise: str = ""


SETTINGS = (
    Setting(
        "CAUCE_DATABASE_URL",
        "database_url",
        "`sqlite:///ruta/archivo.sqlite3` or `postgresql://usuario@servidor/base`",
    ),
    Setting(
        "CAUCE_TIMEZONE",
        "timezone",
        "where people read the time and terms end",
    ),
    Setting(
        "CAUCE_LOCALE",
        "locale",
        "`es` or `en`",
    ),
    Setting(
        "CAUCE_BASE_URL",
        "base_url",
        "where people find the site, which links in e-mails need; with `https:` browsers keep the session for "
        "https only",
    ),
    Setting(
        "CAUCE_HOSTS",
        "hosts",
        "further names under which `cauce serve` answers, e.g. `cauce.empresa.mx, intranet`",
        "this machine's own",
    ),
    Setting(
        "CAUCE_PROXY",
        "proxy",
        "address of the proxy in front, whose `X-Forwarded-For` and `X-Request-ID` are believed",
    ),
    Setting(
        "CAUCE_LOG",
        "log",
        "`json` or `words`: how `cauce serve` and `cauce worker` write to standard error what happens",
        "words on a terminal, JSON elsewhere",
    ),
    Setting(
        "CAUCE_METRICS_TOKEN",
        "metrics_token",
        "who may ask for `/metrics` from another machine: `Authorization: Bearer …`, 16 characters or more",
        "this machine alone",
    ),
    Setting(
        "CAUCE_SMTP_URL",
        "mail",
        "the mail server: `smtp+starttls://usuario:clave@servidor`, `smtps://…`, or `smtp://` without a password",
        "no e-mail leaves",
    ),
    Setting(
        "CAUCE_MAIL_FROM",
        "mail",
        "the sender, `Cauce <cauce@empresa.mx>`; required with `CAUCE_SMTP_URL`",
    ),
    Setting(
        "CAUCE_WEBHOOK_URL",
        "webhook",
        "where events go, as signed CloudEvents",
        "none",
    ),
    Setting(
        "CAUCE_WEBHOOK_SECRET",
        "webhook",
        "the key they are signed with, `whsec_` and base64; required with `CAUCE_WEBHOOK_URL`",
    ),
    Setting(
        "CAUCE_WEBHOOK_NETWORKS",
        "webhook_networks",
        "the company's own networks to which webhooks may go that administrators subscribe, also unencrypted: "
        "`10.20.0.0/16, 127.0.0.1`",
        "the public network alone, by https",
    ),
    Setting(
        "CAUCE_SEAL_KEY",
        "seal_key",
        "the file with the key that signs the log (`cauce checkpoint --new-key ARCHIVO`), and after it the "
        "public keys of former ones",
        "beside the SQLite file",
    ),
    Setting(
        "CAUCE_KEPT_CHECKPOINT",
        "kept_checkpoint",
        "the file in which the last checkpoint is kept outside the database; without it nothing is signed "
        "once there are checkpoints",
        "beside the key, `.checkpoint`",
    ),
    Setting(
        "CAUCE_CHECKPOINTS_DIRECTORY",
        "leaving",
        "a directory outside, such as a share of the auditors, into which each checkpoint is written as a "
        "file, named by its number; it must be there on every machine with a worker, and allow hard links",
        "none",
    ),
    Setting(
        "CAUCE_CHECKPOINTS_TO",
        "leaving",
        "how each checkpoint leaves besides: `mail` (to whoever holds the role of auditor; up to four an "
        "hour), `webhook`, or both with a comma; `mail` needs `CAUCE_SMTP_URL`, `webhook` `CAUCE_WEBHOOK_URL`",
        "none",
    ),
    Setting(
        "CAUCE_WITNESS_URL",
        "witness",
        "where checkpoints are sent to be co-signed by a witness (`cauce witness serve`)",
        "none",
    ),
    Setting(
        "CAUCE_WITNESS_KEY",
        "witnesses",
        "the keys of witnesses whose co-signatures count, `nombre+id+llave` as each says when it starts, with "
        "a space between; the first is that of `CAUCE_WITNESS_URL`, which requires it; without that address "
        "they co-sign offline (`cauce checkpoint --request`, `--cosigned`)",
    ),
    Setting(
        "CAUCE_TIMESTAMP_URL",
        "authority",
        "a time-stamp authority (RFC 3161), which is sent every checkpoint; its clock and this machine's must "
        "agree within five minutes",
        "none",
    ),
    Setting(
        "CAUCE_TIMESTAMP_CERTIFICATES",
        "roots",
        "the PEM file with the root certificates by which time-stamps count, read at the start, those of "
        "earlier authorities too; required with `CAUCE_TIMESTAMP_URL`",
    ),
    Setting(
        "CAUCE_SIGNERS",
        "signers",
        "how many different people sign a version: 3 (Elaboró, Revisó, Aprobó), or 2 where the company has "
        "only two: then whoever reviews may approve too, never the author, and each version signed so says it",
    ),
    Setting(
        "CAUCE_TAKEOVER_SECONDS",
        "takeover",
        "after how long without a sign of life a worker's jobs are taken over, 2 to 3600",
    ),
    Setting(
        "CAUCE_OIDC_ISSUER",
        "sign_on",
        "the company's provider of identities (OpenID Connect), as its metadata names itself, e.g. "
        "`https://id.empresa.mx/realms/empresa`; requires `CAUCE_BASE_URL`, and is told to send people back to that "
        "address with `/entrar/empresa/regreso` behind it, and, where it can, who left it to `/entrar/empresa/fin`",
        "no such sign-on",
    ),
    Setting(
        "CAUCE_OIDC_CLIENT_ID",
        "sign_on",
        "what the provider knows Cauce by; required with `CAUCE_OIDC_ISSUER`",
    ),
    Setting(
        "CAUCE_OIDC_CLIENT_SECRET",
        "sign_on",
        "the secret that it gave Cauce; required with `CAUCE_OIDC_ISSUER`",
    ),
    Setting(
        "CAUCE_OIDC_NAME",
        "sign_on",
        "what people call the provider: what its button says",
        "the company's account",
    ),
    Setting(
        "CAUCE_OIDC_SCOPES",
        "sign_on",
        "what is asked of it, with spaces between, `openid` among them",
        "`openid profile email`",
    ),
    Setting(
        "CAUCE_OIDC_GROUPS_CLAIM",
        "sign_on",
        "the claim in which it says somebody's groups; one inside another is named with dots, `realm_access.roles`",
        "`groups`",
    ),
    Setting(
        "CAUCE_OIDC_ROLES",
        "sign_on",
        "a JSON file, read at the start, with the roles that each group gives: "
        '`{"ventas": "comercial", "/ti/cauce": ["administrador", "auditor"]}`. At each sign-on these roles, and no '
        "others, are given and taken by the groups",
        "groups give no roles, and nobody is registered by coming in",
    ),
    Setting(
        "CAUCE_OIDC_LINK_BY_EMAIL",
        "sign_on",
        "`yes`: whoever comes for the first time, with an address that the provider verified, is the one person who "
        "has that address here. Only where nobody can have the provider verify somebody else's",
        "`no`: an administrator links them",
    ),
    Setting(
        "CAUCE_LOCAL_ACCOUNTS",
        "local_accounts",
        "`no`: nobody comes in with a password, and no link to choose one works; with `CAUCE_OIDC_ISSUER` only",
        "`yes`",
    ),
    Setting(
        "CAUCE_COMPANY_NAME",
        "company",
        "the company's name, as people and clients read it: on the site, in e-mails, on a client's page and on records",
        "none",
    ),
    Setting(
        "CAUCE_COMPANY_LOGO",
        "company",
        "its logo, a PNG or SVG file of up to 512 KB, read at the start; it must read on light and on dark ground",
        "none",
    ),
    Setting(
        "CAUCE_COMPANY_TELEPHONE",
        "company",
        "the telephone that clients are told, `+52 55 5555 0100`",
        "none",
    ),
    Setting(
        "CAUCE_COMPANY_REPLY_TO",
        "company",
        "the mailbox to which answers to our e-mails go, `ventas@empresa.mx`",
        "answers to a letter to a client go to the person who sent it, as far as they have an e-mail address",
    ),
    Setting(
        "CAUCE_CLAMD",
        "clamd",
        "the scanner that looks through every file that somebody brings, clamd: `tcp://127.0.0.1:3310`, "
        "`unix:///run/clamav/clamd.ctl`. What it finds something in is refused, and so is what it cannot look through",
        "nobody looks for what is infected",
    ),
)
KNOWN = frozenset(each.name for each in SETTINGS)
