#include "ui/breach/breachroom.h"

#include "ui/breach/breachpage.h"
#include "ui/common/icons.h"
#include "ui/common/pageroom.h"

namespace bulkhead {

namespace {

using namespace Qt::StringLiterals;

class BreachRoom final : public PageRoom<BreachPage>
{
    Q_OBJECT

public:
    explicit BreachRoom(const RoomContext& context)
        : PageRoom(context, tr("&Breach"))
    {
        add(u"answer"_s, tr("&Answer…"), tr("Answers the current question, with reasons, evidence and an owner."), {},
            u"edit"_s, &BreachPage::answer);
        add(u"suggestions"_s, tr("&Take suggestions…"),
            tr("Records what samples, data sets and sightings suggest, where nobody has answered yet."), {}, u"check"_s,
            &BreachPage::takeSuggestions);
        add(u"sign"_s, tr("&Sign a record…"), tr("Signs what the answers come to, with your reasoning."),
            QKeySequence(u"Ctrl+Shift+S"_s), u"verified"_s, &BreachPage::sign);
        add(u"print"_s, tr("&Print…"), tr("The current record in full, or a draft of what would be signed now."),
            QKeySequence::Print, u"print"_s, &BreachPage::print);
        add(u"copy"_s, tr("&Copy"), tr("Copies what the page shows of the current row as text."), QKeySequence::Copy,
            u"copy"_s, &BreachPage::copy);
        add(u"filter"_s, tr("&Filter"), tr("Puts the keyboard into the filter."), QKeySequence::Find, u"filter"_s,
            &BreachPage::focusFilter);
    }

    [[nodiscard]] QString id() const override { return u"breach"_s; }
    [[nodiscard]] QString title() const override { return tr("Breach"); }
    [[nodiscard]] QIcon icon() const override { return bulkhead::icon("help"); }
    [[nodiscard]] QKeySequence shortcut() const override { return QKeySequence(u"Ctrl+Shift+Q"_s); }
    [[nodiscard]] QStringList keyHints() const override
    {
        return {tr("Y, N, U: answer the current question with yes, no or unknown")};
    }
};

} // namespace

std::unique_ptr<Room> makeBreachRoom(const RoomContext& context)
{
    return std::make_unique<BreachRoom>(context);
}

} // namespace bulkhead

#include "breachroom.moc"
