"""Open data: the datasets that anyone may take, in the order in which pages show them. No personal data is in any."""

from participation.indicators.services.open_data import actions, commitments, meetings, requests, territory, values
from participation.indicators.services.open_data.shapes import Ask, Column, Dataset, Kind, Link, Row, Value

DATASETS: tuple[Dataset, ...] = (
    territory.NEIGHBOURHOODS,
    territory.COUNCILS,
    territory.SEATS,
    meetings.DRAWS,
    meetings.MEETINGS,
    meetings.DECISIONS,
    requests.REQUESTS,
    requests.STEPS,
    values.INDICATORS,
    values.OBSERVATIONS,
    values.PAST,
    commitments.COMMITMENTS,
    commitments.COMMITMENT_YEARS,
    actions.ACTIONS,
    actions.ASSESSMENTS,
    actions.HIGHLIGHTS,
)
BY_CODE = {dataset.code: dataset for dataset in DATASETS}

__all__ = ["BY_CODE", "DATASETS", "Ask", "Column", "Dataset", "Kind", "Link", "Row", "Value"]
