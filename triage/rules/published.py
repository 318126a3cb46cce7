"""What an organisation has published of its limits, as the portal and the office show it."""

from intake.domain.published_limits import PublishedLimit
from triage.rules.local_limits import LIMIT, TEMPORARY, LocalLimits


def published(local: LocalLimits) -> tuple[PublishedLimit, ...]:
    """Give every limit of an area, and what changes one for a time; what was put right is gone."""
    return tuple(
        PublishedLimit(
            rule=each.rule,
            area=each.area,
            names=local.names.get(each.area) or {"da": each.area.replace("_", " ")},
            length=each.length,
            unit=each.unit.value,
            source=each.source,
            valid_from=each.valid_from,
            valid_to=each.valid_to,
            url=each.url,
            announced_on=each.announced_on,
            reason=each.reason,
        )
        for each in (*local.of(LIMIT), *local.of(TEMPORARY))
    )
