#include "ui/decisions/decisionsroom.h"

#include "ui/common/icons.h"
#include "ui/common/pageroom.h"
#include "ui/decisions/decisionspage.h"

namespace bulkhead {

namespace {

using namespace Qt::StringLiterals;

class DecisionsRoom final : public PageRoom<DecisionsPage>
{
    Q_OBJECT

public:
    explicit DecisionsRoom(const RoomContext& context)
        : PageRoom(context, tr("&Decisions"))
    {
        add(u"add"_s, tr("&Record a decision…"), tr("Written down with its reasons and signed with your key."),
            QKeySequence(u"Ctrl+Shift+N"_s), u"add"_s, &DecisionsPage::record);
        add(u"supersede"_s, tr("Re&place this decision…"), tr("Records a decision that stands in place of this one."),
            {}, u"edit"_s, &DecisionsPage::supersede);
        add(u"strike"_s, tr("&Strike…"), tr("Strikes the current decision through, with a reason; it stays readable."),
            QKeySequence(u"Ctrl+Shift+X"_s), u"strike"_s, &DecisionsPage::strike);
        add(u"copy"_s, tr("&Copy"), tr("Copies the current decision with its reasons as text."), QKeySequence::Copy,
            u"copy"_s, &DecisionsPage::copy);
        add(u"filter"_s, tr("&Filter decisions"), tr("Puts the keyboard into the filter of the table."),
            QKeySequence::Find, u"filter"_s, &DecisionsPage::focusFilter);
    }

    [[nodiscard]] QString id() const override { return u"decisions"_s; }
    [[nodiscard]] QString title() const override { return tr("Decisions"); }
    [[nodiscard]] QIcon icon() const override { return bulkhead::icon("decisions"); }
    [[nodiscard]] QKeySequence shortcut() const override { return QKeySequence(u"Ctrl+7"_s); }
};

} // namespace

std::unique_ptr<Room> makeDecisionsRoom(const RoomContext& context)
{
    return std::make_unique<DecisionsRoom>(context);
}

} // namespace bulkhead

#include "decisionsroom.moc"
