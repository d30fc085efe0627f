"""Which words in a tracker speak of customers, and which values name nobody: numbers, sizes, dates."""

import re
from functools import cache

from seedcorn.register import normalised

_CUSTOMERS = frozenset(
    (
        *(
            "account",
            "accounts",
            "client",
            "clients",
            "companies",
            "company",
            "cust",
            "customer",
            "customers",
        ),
        *("org", "organisation", "organisations", "organization", "organizations"),
        *("partner", "partners", "prospect", "prospects", "sponsor", "sponsors", "tenant", "tenants"),
        # As trackers in other languages call them.
        *("auftraggeber", "firma", "kunde", "kunden", "kundenname", "mandant", "mandanten"),
        *("cliente", "clientes", "empresa", "empresas", "entreprise", "société", "azienda"),
        *("klant", "klanten", "kund", "kunder", "klient", "klienci", "клиент", "заказчик"),
        *("客户", "顧客", "お客様", "고객", "고객사"),
    )
)
_ASKERS = frozenset(
    (
        *("asked-by", "asker", "customer-name", "from", "reported-by", "requested-by", "requester"),
        *("requestor", "sponsored-by", "wanted-by"),
    )
)
# What may stand beside them in the name of a field or the question of a form.
_BESIDE = frozenset(
    (
        *("affected", "asked", "asking", "by", "crm", "end", "external", "for", "impacted", "main", "name"),
        *(
            "names",
            "of",
            "or",
            "primary",
            "related",
            "reported",
            "requested",
            "requesting",
            "s",
            "sponsoring",
        ),
        *("the", "this", "is", "it", "what", "which", "who", "your"),
    )
)
# What follows a hyphen in labels that speak about customers without naming one.
TOPICS = frozenset(
    (
        *("blocker", "bug", "churn", "escalation", "experience", "facing", "feedback", "impact", "issue"),
        *("issues", "reported", "request", "requested", "requests", "side", "specific", "success", "support"),
    )
)
_STATES = frozenset(
    (
        *("xxs", "xs", "s", "m", "l", "xl", "xxl", "small", "medium", "large", "huge", "tiny"),
        *("highest", "high", "normal", "low", "lowest", "critical", "blocker", "major", "minor", "trivial"),
        *("urgent", "important", "must have", "should have", "could have", "nice to have"),
        *("open", "opened", "closed", "new", "done", "to do", "todo", "in progress", "in review", "review"),
        *("resolved", "backlog", "ready", "blocked", "waiting", "pending", "planned", "released", "active"),
        *("on track", "ontrack", "needs attention", "needsattention", "at risk", "atrisk"),
        *("yes", "no", "true", "false", "none", "null", "n/a", "na", "not applicable", "unknown", "tbd"),
        *("all", "all customers", "everyone", "everybody", "many", "multiple", "multiple customers", "other"),
        *("several", "various", "existing", "existing customers", "internal", "external", "_no response_"),
    )
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_UNIT = r"h|d|w|k|sp|pts?|points?|eur|usd|hrs?|(?:minute|hour|day|week|month)s?"
_NOBODY = re.compile(
    "|".join(
        (
            r"[\d\s.,:;/|%+()<>=~≤≥$€£¥#*_–-]+",  # numbers, money, plain dates, nothing at all
            rf"[<>~≤≥]? ?\d+(?:[.,]\d+)? ?(?:{_UNIT})",
            r"\d{4}-\d{2}-\d{2}t[\d:.]+(?:z|[+-]\d\d:?\d\d)?",
            r"(?:fy ?\d{2,4}[ /-]*)?[hq][1-4](?:[ /'-]*\d{2,4})?|(?:fy ?)?\d{4}[ /-]*[hq][1-4]",
            rf"(?:\d{{1,2}}[ ./-]+)?{_MONTH}(?:[ ./-]+\d{{1,2}},?)?[ ./'-]+\d{{2,4}}",
            r"(?:p|s|sev|severity|prio|priority|level|tier)[ -]?\d(?: ?- ?\w+)?",
        )
    )
)


def is_customer_word(prefix: str) -> bool:
    """Whether what stands before the separator of a label speaks of who asks: "customer", "Requested by"."""
    word = re.sub(r"[\s_]+", "-", normalised(prefix))
    return word in _CUSTOMERS or word in _ASKERS


def speaks_of_prospects(text: str) -> bool:
    """Whether it is about those who may become customers."""
    return "prospect" in normalised(text)


@cache
def speaks_of_customers(title: str) -> bool:
    """Whether the name of a field, or a form's question, asks for a customer: not "Customer impact"."""
    words = set(re.findall(r"[^\W_]+", normalised(title)))
    return is_customer_word(title) or bool(words & _CUSTOMERS and words <= _CUSTOMERS | _BESIDE)


def names_nobody(value: str) -> bool:
    """Whether a value has the form of a number, size, date, priority, state or answer instead of a name."""
    text = normalised(value)
    return text in _STATES or _NOBODY.fullmatch(text) is not None
