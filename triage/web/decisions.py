"""The decision pages by the last part of their address."""

from collections.abc import Mapping

from triage.web.decide_case import (
    AssignForm,
    BreachForm,
    CloseForm,
    CodeForm,
    ConsentForm,
    DeclineForm,
    HandOverForm,
    RejectForm,
    ReopenForm,
)
from triage.web.decide_clocks import InterruptForm, RestartForm, ResumeForm, SuspendForm
from triage.web.decide_complaint import DepartmentForm, HandlingForm, ThemesForm
from triage.web.decide_criticism import CriticismForm, HearingAnswerForm, HearingForm
from triage.web.decide_extension import ExtendForm, HappeningForm, WaiveForm
from triage.web.decide_letters import AppealForm, DelayNoticeForm
from triage.web.decide_oral import ContactForm, MinutesApprovedForm, MinutesForm
from triage.web.decide_own_limit import OwnLimitForm
from triage.web.decide_referral import DelayForm, RecallForm, ReferForm, ReplyForm
from triage.web.decide_report import (
    DispositionForm,
    ForwardForm,
    InvestigationForm,
    ManagerForm,
    OutcomeForm,
    ScopeForm,
)
from triage.web.decide_words import (
    AcknowledgeForm,
    AnswerForm,
    FeedbackForm,
    MessageForm,
    NoteForm,
    SummaryForm,
)
from triage.web.decision import DecisionForm

FORMS: Mapping[str, type[DecisionForm]] = {
    "summary": SummaryForm,
    "note": NoteForm,
    "message": MessageForm,
    "acknowledge": AcknowledgeForm,
    "contact": ContactForm,
    "minutes": MinutesForm,
    "minutes-approved": MinutesApprovedForm,
    "scope": ScopeForm,
    "investigation": InvestigationForm,
    "disposition": DispositionForm,
    "manager": ManagerForm,
    "forward": ForwardForm,
    "outcome": OutcomeForm,
    "feedback": FeedbackForm,
    "hand-over": HandOverForm,
    "consent": ConsentForm,
    "decline": DeclineForm,
    "department": DepartmentForm,
    "themes": ThemesForm,
    "handling": HandlingForm,
    "refer": ReferForm,
    "reply": ReplyForm,
    "delay": DelayForm,
    "recall": RecallForm,
    "hearing": HearingForm,
    "hearing-answer": HearingAnswerForm,
    "criticism": CriticismForm,
    "answer": AnswerForm,
    "reject": RejectForm,
    "delay-notice": DelayNoticeForm,
    "appeal": AppealForm,
    "extend": ExtendForm,
    "suspend": SuspendForm,
    "resume": ResumeForm,
    "interrupt": InterruptForm,
    "restart": RestartForm,
    "waive": WaiveForm,
    "happening": HappeningForm,
    "own-limit": OwnLimitForm,
    "breach": BreachForm,
    "code": CodeForm,
    "assign": AssignForm,
    "close": CloseForm,
    "reopen": ReopenForm,
}
