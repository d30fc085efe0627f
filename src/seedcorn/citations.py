"""The works that rules cite: where each idea and each published limit comes from."""

from seedcorn.rule import Source


def conundrum(place: str) -> Source:
    """The essay by Jason Fried and David Heinemeier Hansson, with the time mark of the recording."""
    return Source(work="37signals, REWORK podcast, “The biggest customer conundrum”", place=place)


TRAP = Source(work="Sam McAfee, “The One Big Customer Trap”", place="startuppatterns.com")
OURS = Source(work="seedcorn", place="our own choice, nobody published one")
ASC_280 = Source(
    work="FASB ASC 280-10-50-42",
    place="a customer of 10 % of revenue must be disclosed; entities under common control are one customer",
)
MERGER_GUIDELINES = Source(
    work="U.S. Department of Justice and FTC, Merger Guidelines (2023)",
    place="Guideline 1, section 2.1: above 1,800 is highly concentrated",
    url="https://www.justice.gov/atr/merger-guidelines/applying-merger-guidelines/guideline-1",
)
RISK_DESK = Source(
    work="365 Risk Desk, Customer concentration risk in SaaS",
    place="concern from 10 to 20 % of revenue, above 30 % severe",
    url="https://www.365riskdesk.com/operational-risk-review/customer-concentration-risk-saas",
)
TOP_TEN = Source(
    work="Ryan M. Consulting, Customer concentration risk",
    place="more than 40 % of revenue with the top customers is high",
    url="https://www.ryanmconsulting.com/blog/"
    "customer-concentration-risk-why-your-top-10-customers-matter-more-than-you-think",
)
HEADROOM = Source(
    work="Marty Cagan, Inspired", place="a fifth of engineering capacity off the top, before anything else"
)
GOLDEN_RATIO = Source(
    work="Nagji and Tuff, “Managing Your Innovation Portfolio”, Harvard Business Review (2012)",
    place="70 / 20 / 10: a tenth for the transformational",
    url="https://hbr.org/2012/05/managing-your-innovation-portfolio",
)
CHAOSS = Source(
    work="CHAOSS, Elephant Factor and Contributor Absence Factor", place="one half as the threshold"
)
SCORECARD = Source(
    work="OpenSSF Scorecard, Contributors",
    place="three organizations behind a project",
    url="https://github.com/ossf/scorecard/blob/main/docs/checks.md",
)
LORENZ = Source(work="Corrado Gini (1912), after Max Lorenz (1905)", place="the coefficient of inequality")
SPEARMAN = Source(
    work="Charles Spearman, The Proof and Measurement of Association between Two Things (1904)",
    place="rank correlation",
)
WILSON = Source(
    work="Edwin B. Wilson, “Probable Inference, the Law of Succession, and Statistical Inference”, "
    "Journal of the American Statistical Association 22 (1927)",
    place="pages 209 to 212: the interval of a proportion",
)
SEN = Source(
    work="Pranab Kumar Sen, “Estimates of the Regression Coefficient Based on Kendall's Tau”, Journal of the "
    "American Statistical Association 63 (1968)",
    place="the median of the slopes between any two points",
)
DURLAUF_PHILLIPS = Source(
    work="Steven N. Durlauf and Peter C. B. Phillips, “Trends versus Random Walks in Time Series Analysis”, "
    "Econometrica 56 (1988)",
    place="how far the slope of a random walk is from none",
)
NEWCOMBE = Source(
    work="Robert G. Newcombe, “Interval estimation for the difference between independent proportions”, "
    "Statistics in Medicine 17 (1998)",
    place="method 10, made of Wilson's intervals",
)
MERGER_CHANGE = Source(
    work="U.S. Department of Justice and FTC, Merger Guidelines (2023)",
    place="Guideline 1, section 2.1: a change of more than 100 points is a significant increase",
    url="https://www.justice.gov/atr/merger-guidelines/applying-merger-guidelines/guideline-1",
)
