"""The error tree: every refusal has a status, a slug, a title in two languages and a sentence.

    RegieError
    ├── NotFound              404  exit 2
    ├── ParameterRejected     400  exit 2
    ├── QueryRejected         400  exit 2
    ├── QueryTooLong          414  exit 2
    ├── UpdateRefused         403  exit 3
    ├── OutOfTime             503  exit 124
    ├── TooManyRows           413  exit 3
    ├── Busy                  503  exit 4
    ├── InputRejected         400  exit 2
    ├── NotAcceptable         406  exit 2
    ├── UnsupportedMedia      415  exit 2
    ├── BodyTooLarge          413  exit 2
    ├── MethodRefused         405  exit 2
    ├── StoreUnreachable      502  exit 4
    └── DataMissing           500  exit 2

The web layer turns each of them into one problem document (RFC 9457), the command line into one
sentence on standard error and the exit code.
"""

from __future__ import annotations

from typing import ClassVar


class RegieError(Exception):
    """A refusal that a person can act upon.

    Args:
        nl: The sentence in Dutch: what is wrong with this request and what would mend it.
        en: The same in English.
        **extra: Members for the problem document: ``parameter``, ``suggestions``, ``line``,
            ``column``, ``file``, ``offers``.
    """

    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 2
    slug: ClassVar[str] = "error"
    title: ClassVar[dict[str, str]] = {"nl": "Er ging iets mis", "en": "Something went wrong"}

    def __init__(self, *, nl: str, en: str, **extra: object) -> None:
        super().__init__(en)
        self.detail = {"nl": nl, "en": en}
        self.extra = {name: value for name, value in extra.items() if value not in (None, [], "")}


class NotFound(RegieError):
    """Nothing of that name exists."""

    status = 404
    slug = "not-found"
    title: ClassVar[dict[str, str]] = {"nl": "Niet gevonden", "en": "Not found"}


class ParameterRejected(RegieError):
    """A parameter is missing, unknown or has a value of the wrong kind."""

    status = 400
    slug = "parameter-rejected"
    title: ClassVar[dict[str, str]] = {
        "nl": "Een parameter klopt niet",
        "en": "A parameter is not right",
    }


class QueryRejected(RegieError):
    """The query is not SPARQL, or asks for what is not done here."""

    status = 400
    slug = "query-rejected"
    title: ClassVar[dict[str, str]] = {
        "nl": "De zoekvraag klopt niet",
        "en": "The query is not right",
    }


class QueryTooLong(RegieError):
    """The query text is longer than the limit."""

    status = 414
    slug = "query-too-long"
    title: ClassVar[dict[str, str]] = {
        "nl": "De zoekvraag is te lang",
        "en": "The query is too long",
    }


class UpdateRefused(RegieError):
    """An update was sent to a service that only answers."""

    status = 403
    exit_code = 3
    slug = "update-refused"
    title: ClassVar[dict[str, str]] = {
        "nl": "Wijzigen kan hier niet",
        "en": "Updates are not accepted",
    }


class OutOfTime(RegieError):
    """The query was stopped at its time limit."""

    status = 503
    exit_code = 124
    slug = "out-of-time"
    title: ClassVar[dict[str, str]] = {
        "nl": "De tijd is op",
        "en": "Out of time",
    }


class TooManyRows(RegieError):
    """The result is larger than the limit, and a cut result would be a wrong one."""

    status = 413
    exit_code = 3
    slug = "too-many-rows"
    title: ClassVar[dict[str, str]] = {
        "nl": "Het antwoord is te groot",
        "en": "The answer is too large",
    }


class Busy(RegieError):
    """As many queries as may run at once are running."""

    status = 503
    exit_code = 4
    slug = "busy"
    title: ClassVar[dict[str, str]] = {"nl": "Het is te druk", "en": "Too busy"}


class InputRejected(RegieError):
    """A file or body cannot be read."""

    status = 400
    slug = "input-rejected"
    title: ClassVar[dict[str, str]] = {
        "nl": "De invoer is niet leesbaar",
        "en": "The input cannot be read",
    }


class NotAcceptable(RegieError):
    """None of the formats asked for is offered."""

    status = 406
    slug = "not-acceptable"
    title: ClassVar[dict[str, str]] = {
        "nl": "Die vorm is er niet",
        "en": "No such format",
    }


class UnsupportedMedia(RegieError):
    """The request body has a media type that is not read here."""

    status = 415
    slug = "unsupported-media"
    title: ClassVar[dict[str, str]] = {
        "nl": "Die soort inhoud wordt hier niet gelezen",
        "en": "That kind of content is not read here",
    }


class BodyTooLarge(RegieError):
    """The request body is larger than the limit."""

    status = 413
    slug = "body-too-large"
    title: ClassVar[dict[str, str]] = {
        "nl": "De inhoud is te groot",
        "en": "The content is too large",
    }


class MethodRefused(RegieError):
    """The path exists, the method is not for it."""

    status = 405
    slug = "method-refused"
    title: ClassVar[dict[str, str]] = {
        "nl": "Dat kan op dit adres niet",
        "en": "Not possible at this address",
    }


class StoreUnreachable(RegieError):
    """The SPARQL server or the on-disk store cannot be reached."""

    status = 502
    exit_code = 4
    slug = "store-unreachable"
    title: ClassVar[dict[str, str]] = {
        "nl": "De gegevens zijn niet bereikbaar",
        "en": "The data cannot be reached",
    }


class DataMissing(RegieError):
    """The installation has no data folders."""

    status = 500
    slug = "data-missing"
    title: ClassVar[dict[str, str]] = {
        "nl": "De gegevens ontbreken",
        "en": "The data are missing",
    }
