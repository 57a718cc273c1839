"""What AWS asks for, and what it gives away each month for as long as there is an account.

Public list prices of us-east-1 in dollars, as the services' price pages had them in November 2025. Without taxes, and
without what only the first year of an account has.
"""

from dataclasses import dataclass
from enum import StrEnum

DATED = "November 2025"
MILLION, GB = 1_000_000, 1_000_000_000


@dataclass(frozen=True, slots=True)
class Price:
    """Dollars for each unit beyond the first `free` of a month."""

    dollars: float
    free: float = 0.0

    def of(self, units: float, *, with_free: bool = True) -> float:
        return self.dollars * max(0.0, units - (self.free if with_free else 0.0))


class Unit(StrEnum):
    """What is counted, as the lines of a bill say it."""

    EDGE_REQUEST = "CloudFront requests"
    EDGE_BYTE = "CloudFront transfer"
    EDGE_FUNCTION = "CloudFront Functions"
    INVALIDATED = "CloudFront invalidations"
    API_REQUEST = "HTTP API requests"
    INVOCATION = "Lambda requests"
    GB_SECOND = "Lambda duration"
    READ = "DynamoDB reads"
    WRITE = "DynamoDB writes"
    STORED = "DynamoDB storage"
    RECOVERY = "point-in-time recovery"
    LOGGED = "CloudWatch logs"
    METRIC = "CloudWatch metrics"
    ALARM = "CloudWatch alarms"
    OBJECT = "S3 storage"


PRICES = {
    # https://aws.amazon.com/cloudfront/pricing/, pay as you go: United States and Europe, HTTPS; first 10 TB
    Unit.EDGE_REQUEST: Price(1.00 / MILLION, 10 * MILLION),
    Unit.EDGE_BYTE: Price(0.085 / GB, 1000 * GB),
    Unit.EDGE_FUNCTION: Price(0.10 / MILLION, 2 * MILLION),
    Unit.INVALIDATED: Price(0.005, 1_000),
    # https://aws.amazon.com/api-gateway/pricing/, HTTP APIs: what is free lasts a year only; first 300 million
    Unit.API_REQUEST: Price(1.00 / MILLION),
    # https://aws.amazon.com/lambda/pricing/, Arm
    Unit.INVOCATION: Price(0.20 / MILLION, MILLION),
    Unit.GB_SECOND: Price(0.0000133334, 400_000),
    # https://aws.amazon.com/dynamodb/pricing/on-demand/, Standard
    Unit.READ: Price(0.125 / MILLION),
    Unit.WRITE: Price(0.625 / MILLION),
    Unit.STORED: Price(0.25 / GB, 25 * GB),
    Unit.RECOVERY: Price(0.20 / GB),
    # https://aws.amazon.com/cloudwatch/pricing/; a metric is paid for the hours in which there was something to count
    Unit.LOGGED: Price(0.50 / GB, 5 * GB),
    Unit.METRIC: Price(0.30, 10),
    Unit.ALARM: Price(0.10, 10),
    # https://aws.amazon.com/s3/pricing/
    Unit.OBJECT: Price(0.023 / GB),
}
