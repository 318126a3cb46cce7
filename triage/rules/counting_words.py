"""The closed lists of words in which a counting profile says how it counts; `counted` says what."""

from intake.domain.translatable import N_, Worded


class Repeats(Worded):
    """What the same person with the same matter, once more, is."""

    NEVER = "never", N_("part of the first inquiry")
    AFTER = "after", N_("a new inquiry once %(months)s months have passed")
    ALWAYS = "always", N_("a new inquiry each time")
    CONTACT = "contact", N_("an inquiry each time that somebody turns to us, in a case that is here too")


class UnitOfInquiry(Worded):
    """Which unit an inquiry belongs to that is about several."""

    FIRST = "first", N_("{unit} of its first case")
    HEAVIEST = "heaviest", N_("{unit} with most complaint points, else that of its first case")
    EACH = "each", N_("each of its {units}, so the rows count more than there are inquiries")


class Rounding(Worded):
    """How a percentage is rounded."""

    PLAIN = "plain", N_("each by itself, so they may not add up to 100")
    LARGEST_REMAINDER = "largest_remainder", N_("together, so that they add up to 100")
    SUM_OF_ROUNDED = "sum_of_rounded", N_("each by itself; a sum is the sum of what is printed")


class Share(Worded):
    """What a cell is a percentage of."""

    ROW = "row", N_("of its row")
    COLUMN = "column", N_("of its column")
    TABLE = "table", N_("of the whole table")
    ABOVE = "above", N_("of the line above it")
    BASE = "base", N_("of a figure")


class Moment(Worded):
    """Which things belong to a period."""

    BEGUN = "begun", N_("in the period")
    CLOSED = "closed", N_("closed in the period")
    CARRIED_IN = "carried_in", N_("begun before the period and open when it began")
    CARRIED_OUT = "carried_out", N_("open when the period ended")


class TableSide(Worded):
    """The two sides of a table."""

    ROWS = "rows", N_("rows")
    COLUMNS = "columns", N_("columns")
