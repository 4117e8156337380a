"""Starting guidelines, written from what the scheme says of its layers and labels."""

from postil.schema.scheme import Attribute, Kind, Layer, Role, Scheme

_KINDS = {
    Kind.SPANS: "Mark each place in the text",
    Kind.FRAMES: "Mark each place in the text, and fill its roles",
    Kind.CHOICES: "Choose for the whole article",
}


def guidelines(scheme: Scheme) -> str:
    """A guidelines.md to begin with: one heading for each layer and label, with their titles and help.

    A label's heading is "### NAME: title", so that the screen can find it; layers that take another layer's labels
    refer to it.
    """
    out = [f"# Guidelines: {scheme.name}", "Change this file as you decide cases: it is shown beside the articles."]
    described: dict[object, str] = {}
    for layer in scheme.layers:
        out.append(f"## {layer.title or layer.name}")
        out.append(f"{_KINDS[layer.kind]}{_how(layer)}.")
        if layer.help:
            out.append(layer.help)
        out += [_role(role) for role in layer.roles]
        out += [_attribute(attribute) for attribute in layer.attributes]
        if layer.labels in described:
            out.append(f"The labels are those of “{described[layer.labels]}”.")
            continue
        described[layer.labels] = layer.title or layer.name
        for label in layer.labels:
            out.append(f"### {label.name}: {label.title}" if label.title else f"### {label.name}")
            if label.help:
                out.append(label.help)
    return "\n\n".join(out) + "\n"


def _how(layer: Layer) -> str:
    if layer.each:
        return f", one label for each entry of the list “{layer.each}”"
    if layer.many:
        return ", one label or several, the most important first"
    return ", one label" if layer.kind is Kind.CHOICES else ""


def _role(role: Role) -> str:
    filled = [*role.of, *([f"the list “{role.list}”"] if role.list else []), *(["free text"] if role.text else [])]
    several = "several" if role.many else "one"
    said = f" {role.help}" if role.help else ""
    return f"- **{role.title or role.name}** ({several} of: {', '.join(filled)}).{said}"


def _attribute(attribute: Attribute) -> str:
    said = f" {attribute.help}" if attribute.help else ""
    return f"- **{attribute.title or attribute.name}**: {', '.join(attribute.values)}.{said}"
