#include "ui/clocks/clocksroom.h"

#include "ui/clocks/clockspage.h"
#include "ui/common/icons.h"
#include "ui/common/pageroom.h"

namespace bulkhead {

namespace {

using namespace Qt::StringLiterals;

class ClocksRoom final : public PageRoom<ClocksPage>
{
    Q_OBJECT

public:
    explicit ClocksRoom(const RoomContext& context)
        : PageRoom(context, tr("Cloc&ks"))
    {
        add(u"start"_s, tr("&Start a clock…"), tr("Computes when something is due under a rule, and lets it run."),
            QKeySequence(u"Ctrl+Shift+K"_s), u"add"_s, &ClocksPage::start);
        add(u"submit"_s, tr("S&ubmitted…"), tr("Records that what was due was sent, and starts what follows."),
            QKeySequence(u"Ctrl+Shift+U"_s), u"check"_s, &ClocksPage::submit);
        add(u"end"_s, tr("&End this clock…"), tr("Says with a reason why the current clock runs no longer."), {},
            u"close"_s, &ClocksPage::end);
        add(u"reclassify"_s, tr("Compute a&new…"),
            tr("Computes the current clock under another rule or from other events; it moves earlier only."), {},
            u"refresh"_s, &ClocksPage::reclassify);
        add(u"fact"_s, tr("Record a &fact…"), tr("Answers the current question that rules ask."), {}, u"edit"_s,
            &ClocksPage::recordFact);
        add(u"assess"_s, tr("&How bad is it…"), tr("Assesses the severity for people, as known and at worst."), {},
            u"warning"_s, &ClocksPage::assess);
        add(u"customers"_s, tr("Start clocks of c&ustomers…"),
            tr("Starts the clocks of notices to many customers, under their clauses or the law."), {}, u"party"_s,
            &ClocksPage::startForCustomers);
        add(u"notice"_s, tr("&Notice to customers…"),
            tr("Records that the chosen customers were told, or why they are not."), {}, u"check"_s,
            &ClocksPage::noteNotice);
        add(u"calendar"_s, tr("&Put it in calendars…"),
            tr("Writes the running clocks as a calendar with alarms, under the code name only."), {}, u"calendar"_s,
            &ClocksPage::exportCalendar);
        add(u"print"_s, tr("P&rint duties and clocks…"),
            tr("All duties and clocks with their reasoning, facts and citations, for the file."), QKeySequence::Print,
            u"print"_s, &ClocksPage::print);
        add(u"copy"_s, tr("&Copy"), tr("Copies the computation of the current clock as text."), QKeySequence::Copy,
            u"copy"_s, &ClocksPage::copy);
        add(u"filter"_s, tr("Fi&lter"), tr("Puts the keyboard into the filter."), QKeySequence::Find, u"filter"_s,
            &ClocksPage::focusFilter);
    }

    [[nodiscard]] QString id() const override { return u"clocks"_s; }
    [[nodiscard]] QString title() const override { return tr("Clocks"); }
    [[nodiscard]] QIcon icon() const override { return bulkhead::icon("clock"); }
    [[nodiscard]] QKeySequence shortcut() const override { return QKeySequence(u"Ctrl+Shift+C"_s); }
};

} // namespace

std::unique_ptr<Room> makeClocksRoom(const RoomContext& context)
{
    return std::make_unique<ClocksRoom>(context);
}

} // namespace bulkhead

#include "clocksroom.moc"
