"""The files that values name: a form holds a reference, with name, SHA-256 and size, where a file was attached."""

from collections.abc import Collection, Mapping


def files_in(value: object) -> list[Mapping[str, object]]:
    """The references in a value, wherever they stand, in the order of its canonical JSON."""
    if isinstance(value, Mapping):
        if "sha256" in value and "size" in value:
            return [value]
        return [file for _, inner in sorted(value.items()) for file in files_in(inner)]
    return [file for inner in value for file in files_in(inner)] if isinstance(value, list) else []


def without_files(value: object, hashes: Collection[str]) -> object:
    """`value` without the references to files that have one of the `hashes`."""
    if isinstance(value, Mapping):
        return {name: without_files(inner, hashes) for name, inner in value.items()}
    if not isinstance(value, list):
        return value
    gone = [isinstance(inner, Mapping) and "size" in inner and inner.get("sha256") in hashes for inner in value]
    return [without_files(inner, hashes) for inner, left in zip(value, gone, strict=True) if not left]


def named_in(value: object) -> list[tuple[str, str]]:
    """The same as (name, SHA-256)."""
    return [(str(file.get("name", "")), str(file["sha256"])) for file in files_in(value)]
