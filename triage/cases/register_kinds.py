"""Which registers the office keeps of its own work."""

from intake.domain.translatable import N_, Worded


class RegisterKind(Worded):
    """What an entry in a register is."""

    RECOMMENDATION = "recommendation", N_("Recommendation")
    APPEAL = "appeal", N_("Decision of an appeals body")
    ACTIVITY = "activity", N_("Activity")
    EXTERNAL_FIGURE = "external_figure", N_("Figure from elsewhere")
    ORDERED_COUNT = "ordered_count", N_("Ordered count")
    FOCUS_POINT = "focus_point", N_("Focus point")
    ACCOUNT = "account", N_("Yearly account")
