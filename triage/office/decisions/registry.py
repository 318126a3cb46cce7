"""The decision pages by the last part of their address."""

from collections.abc import Mapping

from triage.office.decisions.case_forms import (
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
from triage.office.decisions.clock_forms import InterruptForm, RestartForm, ResumeForm, SuspendForm
from triage.office.decisions.complaint_forms import DepartmentForm, HandlingForm, ThemesForm
from triage.office.decisions.criticism_forms import CriticismForm, HearingAnswerForm, HearingForm
from triage.office.decisions.decision_form import DecisionForm
from triage.office.decisions.extension_forms import ExtendForm, ExternalEventForm, WaiveForm
from triage.office.decisions.letter_forms import AppealForm, DelayNoticeForm
from triage.office.decisions.oral_forms import ContactForm, MinutesApprovedForm, MinutesForm
from triage.office.decisions.published_limit_forms import OwnLimitForm
from triage.office.decisions.referral_forms import DelayForm, RecallForm, ReferForm, ReplyForm
from triage.office.decisions.report_forms import (
    DispositionForm,
    ForwardForm,
    InvestigationForm,
    ManagerForm,
    OutcomeForm,
    ScopeForm,
)
from triage.office.decisions.text_forms import (
    AcknowledgeForm,
    AnswerForm,
    FeedbackForm,
    MessageForm,
    NoteForm,
    SummaryForm,
)

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
    "happening": ExternalEventForm,
    "own-limit": OwnLimitForm,
    "breach": BreachForm,
    "code": CodeForm,
    "assign": AssignForm,
    "close": CloseForm,
    "reopen": ReopenForm,
}
