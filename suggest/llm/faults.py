"""What can be wrong with a language model or its replies, as sentences with a way out."""

from postil.schema.errors import PostilError


class Unreachable(PostilError):
    """Asking makes no sense until something is mended: nobody listens, wrong key, unknown model."""


class Unusable(PostilError):
    """One reply is of no use. `reason` names the kind, to be counted by."""

    def __init__(self, reason: str, message: str, *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.reason = reason


def no_key(variable: str) -> Unreachable:
    """The variable that should hold the key is not set, or empty."""
    return Unreachable(
        f"The environment variable {variable}, which should hold the language model's key, is not set.",
        hint=f"Set it for this shell: read -rs {variable} && export {variable}\n"
        "A server that wants no key needs no 'key' under llm in postil.yaml.",
    )


def odd_key(variable: str) -> Unreachable:
    """What the variable holds cannot be sent as a key. What it is, is not told."""
    return Unreachable(
        f"The environment variable {variable} holds something that cannot be a key: blanks or letters outside of ASCII.",
        hint="Set it anew; often a line end or a quotation mark was copied along.",
    )


def not_listening(host: str, why: str) -> Unreachable:
    """No connection came about."""
    return Unreachable(
        f"No language model answers at {host} ({why}).",
        hint="Is the server running (`ollama serve`, `vllm serve …`), and is 'url' under llm in postil.yaml right? "
        "What was answered before is kept.",
    )


def too_slow(host: str, seconds: float) -> Unusable:
    """No whole reply in time, several times over."""
    return Unusable(
        "no reply in time",
        f"The language model at {host} gave no whole reply within {seconds:,.0f} seconds.",
        hint="A smaller model, or fewer 'layers' under llm in postil.yaml, make it faster.",
    )


def ailing(host: str, status: int, said: str) -> Unreachable:
    """The server goes on failing."""
    return Unreachable(
        f"The language model at {host} keeps failing ({status}){_said(said)}.",
        hint="Try again later; what was answered so far is kept.",
    )


def overrun(host: str, seconds: float) -> Unreachable:
    """The server wants a pause that is too long to wait for."""
    return Unreachable(
        f"The language model at {host} wants no more requests for {seconds / 60:,.0f} minutes.",
        hint="Try again then: what was answered so far is kept, and costs nothing the second time.",
    )


def used_up(host: str) -> Unreachable:
    """The account has no money left."""
    return Unreachable(f"The account at {host} is used up.", hint="Fill it up there; what was answered so far is kept.")


def wrong_key(host: str, status: int, variable: str) -> Unreachable:
    """401 or 403. The server's own words are not repeated: some repeat the key."""
    hint = (
        f"It is taken from the environment variable {variable}. A key that works elsewhere may lack rights for this model."
        if variable
        else "Name the environment variable that holds a key: 'key' under llm in postil.yaml."
    )
    return Unreachable(f"{host} refuses the key ({status}).", hint=hint)


def no_model(model: str, host: str, known: list[str]) -> Unreachable:
    """404, and the server does tell which models it has."""
    hint = f"It has: {', '.join(known)}." if known else "It has none: with Ollama, `ollama pull MODEL` fetches one."
    return Unreachable(f"{host} has no model {model!r}.", hint=hint + " 'model' stands under llm in postil.yaml.")


def no_endpoint(url: str) -> Unreachable:
    """404, and the server tells nothing about models either."""
    return Unreachable(
        f"There is nothing at {url} (404).",
        hint="The 'url' under llm in postil.yaml usually ends in /v1; and the model's name must be one that the server knows.",
    )


def refused(host: str, status: int, said: str) -> Unusable:
    """Another 4xx: most often the article is too long for the model's context."""
    return Unusable(
        f"refused with {status}",
        f"The language model at {host} refuses the request ({status}){_said(said)}.",
        hint="If it is too long for the model's context, raise the server's context length or ask for fewer 'layers'.",
    )


def elsewhere(host: str, status: int) -> Unreachable:
    """A redirect. It is not followed: articles and key go to the named host only."""
    return Unreachable(
        f"{host} sends requests elsewhere ({status}), and postil does not follow.",
        hint="Write the final address as 'url' under llm in postil.yaml (https instead of http, say).",
    )


def cut_off() -> Unusable:
    """finish_reason "length"."""
    return Unusable(
        "cut off",
        "The language model's reply was cut off before its end.",
        hint="Raise the server's context length (Ollama: OLLAMA_CONTEXT_LENGTH=16384, vLLM: --max-model-len), or ask for "
        "fewer 'layers' under llm in postil.yaml.",
    )


def not_json() -> Unusable:
    """What came is not what was asked for."""
    return Unusable(
        "not JSON",
        "The language model's reply is not the JSON that was asked for.",
        hint="Small models cannot always keep to a form: take a larger one, or a server that can force it (json_schema).",
    )


def not_openai(host: str) -> Unreachable:
    """It answers, but not like an OpenAI-compatible endpoint."""
    return Unreachable(
        f"What answers at {host} is not an OpenAI-compatible endpoint.",
        hint="The 'url' under llm in postil.yaml usually ends in /v1.",
    )


def declined() -> Unusable:
    """The model, or a filter around it, did not want to answer."""
    return Unusable(
        "declined",
        "The language model declined to answer about an article.",
        hint="The article keeps the suggestions of the other sources. Another model may be less shy of news about violence.",
    )


def _said(words: str) -> str:
    return f": {words}" if words else ""
