"""The closed lists that a citizen chooses from; what is chosen is sealed with the rest (SPEC 13)."""

from intake.domain.translatable import N_, Worded


class Need(Worded):
    """What somebody needs in order to be heard."""

    INTERPRETER = "interpreter", N_("An interpreter")
    DYSLEXIA = "dyslexia", N_("Finds reading and writing hard")
    NO_DIGITAL_POST = "no_digital_post", N_("Is exempt from Digital Post")
    HOME_VISIT = "home_visit", N_("A visit at home")


class MaySendOn(Worded):
    """Whether what was written may go to the unit that it is about, and its papers be asked for."""

    YES = "yes", N_("Yes, it may be sent on, and papers may be fetched")
    NO = "no", N_("No, nothing may be sent on")
    ASK_FIRST = "ask_first", N_("Ask first")


class WritesAs(Worded):
    """What somebody who writes for another is to them."""

    RELATIVE = "relative", N_("A relative")
    GUARDIAN = "guardian", N_("A guardian")
    REPRESENTATIVE = "representative", N_("A representative")
    PROFESSIONAL = "professional", N_("As part of their work")


class HasMandate(Worded):
    """What shows that they may."""

    ATTACHED = "attached", N_("The power of attorney is attached")
    FOLLOWS = "follows", N_("The power of attorney follows later")
    NOT_NEEDED = "not_needed", N_("None is needed: they are a guardian or the parent of a child")
