"""The path of a schema becomes the comments by which editors find it."""


def modelines(schema: str) -> tuple[str, ...]:
    """For the top of a file; the path is relative to the file.

    The first is read by yaml-language-server (VS Code, vim, Helix, Emacs), the second by JetBrains' editors.
    """
    return f"# yaml-language-server: $schema={schema}", f"# $schema: {schema}"
