"""What a customer register may say, as pydantic models."""

from datetime import date
from enum import StrEnum
from fractions import Fraction
from re import fullmatch
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    model_validator,
)

from seedcorn.model import Contract, Status
from seedcorn.yamlfile import HELP, as_text, written_date


class Period(StrEnum):
    """The time that an amount of revenue is for."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


def parse_amount(value: object) -> Fraction:
    """A plain amount of money, exactly as it was written. Raises ValueError for anything else."""
    text = str(getattr(value, "text", value))
    if isinstance(value, bool) or not fullmatch(r"-?\d{1,15}(\.\d{1,6})?", text):
        raise ValueError(f"an amount is a plain number{HELP}write 12000 or 12000.50, without other signs")
    if text.startswith("-"):
        raise ValueError(f"an amount cannot be negative{HELP}leave it out where it is not known")
    return Fraction(text)


def parse_quantity(value: object) -> Fraction:
    """A plain number of 0 or more, exactly as it was written. Raises ValueError for anything else."""
    text = str(getattr(value, "text", value))
    if isinstance(value, bool) or not fullmatch(r"\d{1,15}(\.\d{1,6})?", text):
        raise ValueError(f"a quantity is a plain number of 0 or more{HELP}write 5000 or 0.5, without a unit")
    return Fraction(text)


def parse_discount(value: object) -> Fraction:
    """A share of the list price, "20%" or "12.5 %", exactly. Raises ValueError for anything else."""
    found = fullmatch(r"\s*(\d{1,3}(?:\.\d{1,6})?)\s*%\s*", value) if isinstance(value, str) else None
    if found is None:
        raise ValueError("a discount is written with a percent sign")
    if Fraction(found[1]) > 100:
        raise ValueError(f"a discount is at most 100%{HELP}it is a share of the list price")
    return Fraction(found[1]) / 100


def parse_domain(text: str) -> str:
    """A mail domain as it stands behind the @. Raises ValueError for anything else."""
    if not fullmatch(r"[\w-]+(\.[\w-]+)+", text):
        raise ValueError(f"a mail domain is what stands behind the @{HELP}for example acme.example")
    return text


def _as_money(value: object) -> object:
    """A bare amount is money in the register's own currency and period."""
    return value if isinstance(value, dict) else {"amount": value}


def _as_currency(value: object) -> object:
    if isinstance(value, str) and fullmatch("[A-Za-z]{3}", value):
        return value.upper()
    raise ValueError(f"a currency is three letters{HELP}for example EUR or USD")


Text = Annotated[str, Field(min_length=1, max_length=200), BeforeValidator(as_text)]
Domain = Annotated[Text, AfterValidator(parse_domain)]
Amount = Annotated[Fraction, BeforeValidator(parse_amount)]
Quantity = Annotated[Fraction, BeforeValidator(parse_quantity)]
Discount = Annotated[Fraction, BeforeValidator(parse_discount)]
Currency = Annotated[str, BeforeValidator(_as_currency)]
Day = Annotated[date, BeforeValidator(written_date)]
Count = Annotated[StrictInt, Field(ge=0, le=10**12)]


class _Keys(BaseModel):
    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        arbitrary_types_allowed=True,
        alias_generator=lambda name: name.replace("_", "-"),
    )


class Money(_Keys):
    """Revenue of one customer."""

    amount: Amount = Field(description="what the customer pays in one period, a plain number")
    currency: Currency | None = Field(None, description="three letters; the same for all customers")
    period: Period | None = Field(None, description="month, quarter or year; the same for all customers")


class Entry(_Keys):
    """One customer."""

    id: Text = Field(description="a short name that stays, for example acme")
    name: Text | None = Field(None, description="how people call the customer; the id where it is left out")
    aliases: tuple[Text, ...] = Field((), description="a list of other names, as any tracker writes them")
    domains: tuple[Domain, ...] = Field((), description="a list of mail domains, for example acme.example")
    code_name: Text | None = Field(None, description="what public places may call the customer")
    parent: Text | None = Field(None, description="the id of the group that controls this customer")
    segment: Text | None = Field(None, description="a word for the kind of customer")
    status: Status = Field(Status.ACTIVE, description="active, churned, prospect, internal or crowd")
    revenue: Annotated[Money, BeforeValidator(_as_money)] | None = Field(
        None, description="a plain number, or {amount: 12000, currency: EUR, period: year}"
    )
    seats: Count | None = Field(None, description="how many people use it, a whole number")
    size_employees: Count | None = Field(None, description="how many people work there, a whole number")
    size_at_start: Count | None = Field(None, description="how many worked there when it became a customer")
    started: Day | None = Field(None, description="the first day as a customer, for example 2024-03-01")
    ended: Day | None = Field(None, description="the last day as a customer, for example 2026-03-01")
    renews: Day | None = Field(None, description="the next day of renewal, for example 2027-03-01")
    contract: Contract | None = Field(None, description="self-serve, msa or sow")
    list_price: Amount | None = Field(
        None, description="what the list asks for the same period, a plain number"
    )
    discount: Discount | None = Field(None, description="how much less than the list price, for example 20%")
    prepaid: Amount | None = Field(None, description="what is paid in advance, a plain number")
    overdue: Amount | None = Field(None, description="what is due and not paid, a plain number")
    buyer_is_user: StrictBool | None = Field(None, description="true if who buys it also uses it")
    usage: dict[Text, Quantity] = Field(
        {}, description="how much of each resource it uses, for example {storage: 120, messages: 5000}"
    )
    private: StrictBool = Field(default=True, description="false if public places may show the name")

    @model_validator(mode="after")
    def _ends_after_it_started(self) -> Self:
        if self.started and self.ended and self.ended < self.started:
            raise ValueError(f"a customer ended before it started{HELP}swap `started` and `ended`")
        return self


class OwnMoney(_Keys):
    """What the company has and spends, in the currency of the register."""

    cash: Amount | None = Field(None, description="what is in the bank, a plain number")
    monthly_cost: Amount | None = Field(None, description="what everything costs in a month, a plain number")
    cost_per_head: Amount | None = Field(None, description="what one person costs in a month, a plain number")


class RegisterFile(_Keys):
    """A whole register."""

    currency: Currency | None = Field(None, description="three letters, for all amounts")
    period: Period | None = Field(None, description="month, quarter or year, for all amounts")
    company: OwnMoney = Field(
        default_factory=OwnMoney, description="your own money: cash, monthly-cost and cost-per-head"
    )
    checked: Day | None = Field(None, description="the day you last looked that all is right, as 2026-11-01")
    customers: tuple[Entry, ...] = Field(description="a list of customers, each with an id")
