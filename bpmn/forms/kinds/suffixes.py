"""Which files a field takes, by the suffix of their name."""

_OFFICE = "application/vnd.openxmlformats-officedocument"
_SUFFIXES: dict[str, tuple[str, ...]] = {
    "application/pdf": (".pdf",),
    "application/msword": (".doc",),
    f"{_OFFICE}.wordprocessingml.document": (".docx",),
    "application/vnd.ms-excel": (".xls",),
    f"{_OFFICE}.spreadsheetml.sheet": (".xlsx",),
    "application/vnd.ms-powerpoint": (".ppt",),
    f"{_OFFICE}.presentationml.presentation": (".pptx",),
    "application/vnd.oasis.opendocument.text": (".odt",),
    "application/vnd.oasis.opendocument.spreadsheet": (".ods",),
    "application/zip": (".zip",),
    "application/json": (".json",),
    "application/xml": (".xml",),
    "message/rfc822": (".eml",),
    "text/plain": (".txt",),
    "text/csv": (".csv",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/gif": (".gif",),
    "image/svg+xml": (".svg",),
    "image/webp": (".webp",),
}


def accepted_suffixes(accept: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The suffixes that an ``accept`` attribute names, and what in it is neither a suffix nor a media type we know.

    A server has only the name of a file to go by, so media types are taken for the suffixes that are usual for them.
    """
    suffixes: dict[str, None] = {}
    unknown: list[str] = []
    for part in (part.strip().lower() for part in accept.split(",")):
        if part.startswith(".") and part[1:].replace(".", "").isalnum():
            suffixes[part] = None
        elif part == "*/*":
            return (), ()
        elif part:
            family = part.removesuffix("*") if part.endswith("/*") else None
            found = [
                suffix
                for media, usual in _SUFFIXES.items()
                if media == part or (family is not None and media.startswith(family))
                for suffix in usual
            ]
            suffixes.update(dict.fromkeys(found))
            if not found:
                unknown.append(part)
    return tuple(suffixes), tuple(unknown)


def is_accepted(name: str, suffixes: tuple[str, ...]) -> bool:
    """Whether a file of that name may be given where `suffixes` are accepted; none means any."""
    return not suffixes or name.lower().endswith(suffixes)
