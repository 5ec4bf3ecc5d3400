"""Every setting, read from the environment (and `.env`), validated at start."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import SettingsError
from bot.network.warmth import Warmth
from models.session import normalise_url

SHORTEST_SECRET = 16
"""Characters (blanks around it aside) below which a secret of a webhook can be guessed."""


class Settings(BaseSettings):
    """What o2o is told by its surroundings. Each field's description is its line in docs/reference/settings.md."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", populate_by_name=True)

    slack_bot_token: SecretStr | None = Field(
        None, alias="SLACK_BOT_TOKEN", description="The bot's token (`xoxb-...`) of a single workspace."
    )
    slack_app_token: SecretStr | None = Field(
        None, alias="SLACK_APP_TOKEN", description="The app's token (`xapp-...`); having one switches Socket Mode on."
    )
    slack_signing_secret: SecretStr | None = Field(
        None, alias="SLACK_SIGNING_SECRET", description="Proves that a request over HTTP comes from Slack."
    )
    slack_api_url: str = Field(
        "https://slack.com/api/",
        alias="SLACK_API_URL",
        description="Where Slack's Web API is; Socket Mode asks it too.",
    )
    database_url: str = Field(
        "sqlite:///o2o.db",
        alias="DATABASE_URL",
        description="Where the data is: SQLite or PostgreSQL; `postgres://` and `postgresql://` are both taken.",
    )
    charter: Path = Field(Path("charter.yaml"), alias="O2O_CHARTER", description="The charter in force.")
    playbook: Path = Field(Path("playbook.yaml"), alias="O2O_PLAYBOOK", description="The playbook deals go by.")
    domains: Annotated[tuple[str, ...], NoDecode] = Field(
        (), alias="O2O_DOMAINS", description="Mail domains of our own people, separated by commas."
    )
    half_life_days: float = Field(
        Warmth.half_life_days,
        alias="O2O_HALF_LIFE_DAYS",
        description="Days after which a touch counts half. Changed: run `o2o migrate`.",
    )
    w0: float = Field(
        Warmth.w0, alias="O2O_W0", description="Evidence (weights of touches, faded) that makes a strength of one half."
    )
    touch_weights: Annotated[dict[str, float], NoDecode] = Field(
        dict(Warmth.weights),
        alias="O2O_TOUCH_WEIGHTS",
        description="What a touch counts by kind, before it is shared among those it was addressed to. "
        "Changed: run `o2o migrate`.",
    )
    reporting_strength: float = Field(
        Warmth.reporting,
        alias="O2O_REPORTING_STRENGTH",
        description="Strength (0 to 1) of a reporting line, which does not fade. Changed: run `o2o migrate`.",
    )
    bands: Annotated[dict[str, float], NoDecode] = Field(
        {"strong": Warmth.strong, "familiar": Warmth.familiar},
        alias="O2O_BANDS",
        description="From which strength (0 to 1) on a tie is called strong and familiar; below it is weak.",
    )
    privacy_contact: str | None = Field(
        None,
        alias="O2O_PRIVACY_CONTACT",
        description="Address named to people who ask about somebody with a privacy request on file. A colleague's, "
        "they are the privacy officer, who is told of contacts who asked not to be contacted.",
    )
    slack_timeout: int = Field(
        10,
        alias="O2O_SLACK_TIMEOUT",
        ge=1,
        le=60,
        description="Seconds Slack has to take a notification. What a process that ended was sending, another one "
        "takes over after three times as long.",
    )
    port: int = Field(
        3000, alias="PORT", ge=0, le=65535, description="Port of `o2o web`, and of the CRM's webhooks in Socket Mode."
    )
    host: str = Field("127.0.0.1", alias="O2O_HOST", description="Address `o2o web` and the CRM's webhooks listen on.")
    public_url: str | None = Field(
        None,
        alias="O2O_PUBLIC_URL",
        description="Where the web reaches o2o, like `https://o2o.example.com`. HubSpot signs the address it sends to.",
    )
    webhook_secret: SecretStr | None = Field(
        None,
        alias="O2O_WEBHOOK_SECRET",
        description="Signs what the CRM sends to `POST /hooks/deals`. Set, `o2o serve` and `make demo` listen on "
        "`PORT` for it, too.",
    )
    webhook_token: SecretStr | None = Field(
        None,
        alias="O2O_WEBHOOK_TOKEN",
        description="A bearer token `POST /hooks/deals` takes instead of a signature, for a CRM that can't compute one "
        "(a Salesforce flow).",
    )
    hubspot_secret: SecretStr | None = Field(
        None,
        alias="O2O_HUBSPOT_SECRET",
        description="The client secret of your HubSpot app: proves that `POST /hooks/hubspot` comes from HubSpot.",
    )
    outgoing_url: str | None = Field(
        None, alias="O2O_OUTGOING_URL", description="Where facts about deals are sent to, signed; none: nowhere."
    )
    outgoing_secret: SecretStr | None = Field(
        None, alias="O2O_OUTGOING_SECRET", description="Signs what is sent to `O2O_OUTGOING_URL`; needed for it."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", alias="O2O_LOG_LEVEL", description="How much is logged: `debug`, `info`, `warning`, `error`."
    )
    log_format: Literal["console", "json"] = Field(
        "console", alias="O2O_LOG_FORMAT", description="How logs are written: `console` or `json`."
    )
    open_browser: bool = Field(
        default=True,
        alias="O2O_OPEN",
        description="`0` keeps `make demo` from opening a browser; it opens one only on a terminal.",
    )

    @field_validator("domains", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip().casefold() for part in value.replace(";", ",").split(",") if part.strip())
        return value

    @field_validator("touch_weights", "bands", mode="before")
    @classmethod
    def _pairs(cls, value: object, info: ValidationInfo) -> object:
        if not isinstance(value, str):
            return value
        known = cls.model_fields[info.field_name or ""].default
        pairs = dict(known)
        for part in filter(None, (part.strip() for part in value.replace(";", ",").split(","))):
            name, _, figure = (piece.strip() for piece in part.partition("="))
            try:
                pairs[name.casefold()] = float(figure)
            except ValueError:
                raise ValueError(f"write it like {as_pairs(known)}, not {part!r}") from None
        if unknown := pairs.keys() - known.keys():
            raise ValueError(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(known)}")
        return pairs

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        _ = self.warmth
        if self.outgoing_url and self.outgoing_secret is None:
            raise ValueError("O2O_OUTGOING_URL needs O2O_OUTGOING_SECRET, which signs what is sent there")
        return self

    @cached_property
    def warmth(self) -> Warmth:
        """What warmth is made of, by these settings."""
        return Warmth(
            half_life_days=self.half_life_days,
            w0=self.w0,
            weights=self.touch_weights,
            reporting=self.reporting_strength,
            **self.bands,
        )

    @field_validator("log_level", "log_format", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        url = normalise_url(value)
        if not url.startswith(("sqlite://", "postgresql")):
            raise ValueError("write sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME")
        return url

    @field_validator("slack_api_url")
    @classmethod
    def _slash(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("write an address beginning with https://")
        return value.rstrip("/") + "/"

    @field_validator("public_url", "outgoing_url")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://")):
            raise ValueError("write an address beginning with https://")
        return value.rstrip("/") if value else value

    @field_validator("webhook_secret", "webhook_token", "hubspot_secret", "outgoing_secret")
    @classmethod
    def _not_guessed(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value().strip()) < SHORTEST_SECRET:
            raise ValueError(
                f"shorter than {SHORTEST_SECRET} characters, it can be guessed: make one with `openssl rand -hex 32`"
            )
        return value

    @field_validator(
        "slack_bot_token",
        "slack_app_token",
        "slack_signing_secret",
        "public_url",
        "webhook_secret",
        "webhook_token",
        "hubspot_secret",
        "outgoing_url",
        "outgoing_secret",
        mode="before",
    )
    @classmethod
    def _blank_is_none(cls, value: object) -> object:
        return None if value == "" else value


def as_pairs(values: Mapping[str, float]) -> str:
    """Figures by name, as they are written in a setting."""
    return ",".join(f"{name}={figure:g}" for name, figure in values.items())


def load_settings(**overrides: object) -> Settings:
    """Read the settings; raise `SettingsError` with every wrong one, its name and the mend."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]  # pydantic validates what is given
    except ValidationError as error:
        lines = []
        for one in error.errors():
            name = str(one["loc"][0]) if one["loc"] else "settings"
            lines.append(f"{name}: {one['msg'].removeprefix('Value error, ')}")
        raise SettingsError("These settings can't be used:\n" + "\n".join(f"  {line}" for line in lines)) from None
