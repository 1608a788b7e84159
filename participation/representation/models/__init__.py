"""Tables of the slice, gathered."""

from participation.representation.models.body import (
    BodyMember,
    DelegateSeat,
    Designation,
    DesignationMode,
    InstitutionAccount,
    InstitutionContact,
    MemberRole,
    ProtocolStep,
    SeatSharing,
    SteeringBody,
    SteeringKind,
    Voice,
)
from participation.representation.models.desk import Digest, DigestRhythm
from participation.representation.models.referral import Referral, ReferralStep, ReferralStepKind
from participation.representation.models.report import DelegateReport, ReportSource
from participation.representation.models.request import (
    Adoption,
    AnswerLink,
    AnswerRule,
    CouncilRequest,
    RequestKind,
    RequestState,
    RequestStep,
)

__all__ = [
    "Adoption",
    "AnswerLink",
    "AnswerRule",
    "BodyMember",
    "CouncilRequest",
    "DelegateReport",
    "DelegateSeat",
    "Designation",
    "DesignationMode",
    "Digest",
    "DigestRhythm",
    "InstitutionAccount",
    "InstitutionContact",
    "MemberRole",
    "ProtocolStep",
    "Referral",
    "ReferralStep",
    "ReferralStepKind",
    "ReportSource",
    "RequestKind",
    "RequestState",
    "RequestStep",
    "SeatSharing",
    "SteeringBody",
    "SteeringKind",
    "Voice",
]
