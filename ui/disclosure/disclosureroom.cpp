#include "ui/disclosure/disclosureroom.h"

#include "models/disclosure/waiting.h"
#include "models/incident/session.h"
#include "ui/common/icons.h"
#include "ui/common/latest.h"
#include "ui/common/pageroom.h"
#include "ui/disclosure/disclosurepage.h"

namespace bulkhead {

namespace {

using namespace Qt::StringLiterals;

class DisclosureRoom final : public PageRoom<DisclosurePage>
{
    Q_OBJECT

public:
    explicit DisclosureRoom(const RoomContext& context)
        : PageRoom(context, tr("&Disclose"))
        , m_session(context.session)
    {
        connect(&m_session, &Session::committed, this, [this](const Committed& change) {
            if (disclosure::mayMoveWaiting(change)) {
                count();
            }
        });
        add(u"new"_s, tr("&New draft…"), tr("Begins a draft from a template."), {}, u"add"_s, &DisclosurePage::begin);
        add(u"details"_s, tr("&Details…"), tr("Title, recipient, channel, zone, next update, redactions."), {},
            u"edit"_s, &DisclosurePage::editDetails);
        add(u"fact"_s, tr("Insert a &fact…"), tr("Puts a fact of the incident into the text; it follows the fact."), {},
            u"link"_s, &DisclosurePage::insertFact);
        add(u"later"_s, tr("Mark as “will &follow”"), tr("Says that this is not yet known and will follow."), {},
            u"clock"_s, &DisclosurePage::insertLater);
        add(u"gap"_s, tr("Next &gap"), tr("Goes to the next thing that has still to be written."),
            QKeySequence(u"F3"_s), u"down"_s, &DisclosurePage::nextGap);
        add(u"bold"_s, tr("&Bold"), tr("Makes the chosen words bold."), QKeySequence::Bold, {}, &DisclosurePage::bold);
        add(u"italic"_s, tr("&Italic"), tr("Makes the chosen words italic."), QKeySequence::Italic, {},
            &DisclosurePage::italic);
        add(u"list"_s, tr("&List"), tr("Makes a list of the paragraph."), {}, {}, &DisclosurePage::list);
        add(u"numbers"_s, tr("N&umbered list"), tr("Makes a numbered list of the paragraph."), {}, {},
            &DisclosurePage::numbers);
        add(u"heading"_s, tr("&Heading"), tr("Makes a heading of the paragraph."), {}, {}, &DisclosurePage::heading);
        add(u"find"_s, tr("Find and re&place…"), tr("Finds words in the section and replaces them."),
            QKeySequence::Find, u"search"_s, &DisclosurePage::find);
        add(u"spelling"_s, tr("Spellin&g…"),
            tr("Goes to the next word that no dictionary has, and offers what may have been meant."),
            QKeySequence(u"Shift+F3"_s), u"check"_s, &DisclosurePage::checkSpelling);
        add(u"redact"_s, tr("Re&dact"),
            tr("Takes the chosen words out of redacted exports; on words that are redacted, lifts it again."),
            QKeySequence(u"Ctrl+Shift+R"_s), {}, &DisclosurePage::redact);
        add(u"history"_s, tr("Histor&y of the section…"),
            tr("Shows the texts that stood in the section, and puts one back."), QKeySequence(u"Ctrl+Shift+Y"_s),
            u"history"_s, &DisclosurePage::showHistory);
        add(u"spread"_s, tr("Use for the &other customers…"),
            tr("Writes the section as it stands into the notices to the other customers."), {}, u"users"_s,
            &DisclosurePage::spread);
        add(u"bind"_s, tr("Bind to &evidence…"),
            tr("Binds the sentence at the cursor to the evidence that carries it."), {}, u"evidence"_s,
            &DisclosurePage::bind);
        add(u"comment"_s, tr("&Comment…"), tr("Comments on the chosen words."), {}, u"comment"_s,
            &DisclosurePage::comment);
        add(u"suggest"_s, tr("&Suggest other words…"), tr("Proposes other words for those that are chosen."), {},
            u"split"_s, &DisclosurePage::suggest);
        add(u"submit"_s, tr("Put up for &approval"), tr("Freezes the text as it is, for signatures."), {}, u"lock"_s,
            &DisclosurePage::submit);
        add(u"approve"_s, tr("&Approve…"), tr("Signs the version that waits."), {}, u"verified"_s,
            &DisclosurePage::approve);
        add(u"withdraw"_s, tr("Take my signature bac&k…"), tr("Withdraws your approval of the newest version."), {},
            u"undo"_s, &DisclosurePage::withdraw);
        add(u"glass"_s, tr("Release &without signatures…"),
            tr("Breaks the glass, where time runs out and nobody who signs can be reached."), {}, u"warning"_s,
            &DisclosurePage::breakGlass);
        add(u"lend"_s, tr("Lend a &role…"), tr("Lets another member sign in your place for a while."), {}, u"users"_s,
            &DisclosurePage::lend);
        add(u"counsel"_s, tr("C&ounsel compartment…"), tr("Who reads what is privileged in this incident."), {},
            u"lock"_s, &DisclosurePage::counsel);
        add(u"sent"_s, tr("It was se&nt…"), tr("Records that it was sent, and ends its clock."), {}, u"check"_s,
            &DisclosurePage::recordSent);
        add(u"follow"_s, tr("Follow-&up…"), tr("Begins a draft that completes or corrects this one."), {}, u"add"_s,
            &DisclosurePage::followUp);
        add(u"compare"_s, tr("Co&mpare versions…"), tr("Shows two versions word by word."), {}, u"history"_s,
            &DisclosurePage::compare);
        add(u"export"_s, tr("E&xport…"), tr("Writes the text to a file."), {}, u"export"_s,
            &DisclosurePage::exportDraft);
        add(u"form"_s, tr("Export the &form's fields…"),
            tr("Writes each required field with its answer, to fill in an authority's form by copying."), {},
            u"export"_s, &DisclosurePage::exportForm);
        add(u"print"_s, tr("&Print…"), tr("Prints the text."), QKeySequence::Print, u"print"_s, &DisclosurePage::print);
        add(u"attach"_s, tr("Attach to the C&RM case…"),
            tr("Puts the approved text as a file beside the incident's case in a CRM."), {}, u"link"_s,
            &DisclosurePage::attach);
        add(u"pack"_s, tr("Make check pac&k…"),
            tr("Seals what a customer needs to look for their own records, where the letter to it is approved."), {},
            u"lock"_s, &DisclosurePage::makePack);
        add(u"organisation"_s, tr("&Organisation…"), tr("What drafts say of the organisation."), {}, u"settings"_s,
            &DisclosurePage::editOrganisation);
        add(u"strike"_s, tr("S&trike the draft…"), tr("Strikes the draft, with a reason."), {}, u"strike"_s,
            &DisclosurePage::strike);
    }

    [[nodiscard]] QString id() const override { return u"disclosure"_s; }
    [[nodiscard]] QString title() const override { return tr("Disclose"); }
    [[nodiscard]] QIcon icon() const override { return bulkhead::icon("report"); }
    [[nodiscard]] QKeySequence shortcut() const override { return QKeySequence(u"F7"_s); }
    /// How many drafts wait for the signature of whoever is signed in.
    [[nodiscard]] QString badge() const override { return m_waiting > 0 ? QString::number(m_waiting) : QString(); }
    void setIncident(const Id& incident) override
    {
        PageRoom::setIncident(incident);
        m_incident = incident;
        count();
    }
    [[nodiscard]] bool isSettled() const override { return PageRoom::isSettled() && m_latest.isSettled(); }
    [[nodiscard]] QStringList keyHints() const override
    {
        return {tr("@ in the text: insert a fact"), tr("Enter on a finding: go to its words")};
    }

private:
    void count()
    {
        if (m_incident.isNull()) {
            show(0);
            return;
        }
        m_session.read(
            this,
            [waiting = m_signatures, incident = m_incident](Casework& casework) {
                return waiting->of(casework, incident);
            },
            [this, ticket = m_latest.next()](const Expected<std::vector<Kept<Disclosure>>>& found) {
                if (m_latest.isCurrent(ticket)) {
                    show(found ? found->size() : 0);
                }
            });
    }
    void show(std::size_t waiting)
    {
        if (waiting != m_waiting) {
            m_waiting = waiting;
            Q_EMIT badgeChanged();
        }
    }

    Session& m_session;
    Id m_incident;
    Latest m_latest;
    std::shared_ptr<disclosure::WaitingSignatures> m_signatures = std::make_shared<disclosure::WaitingSignatures>();
    std::size_t m_waiting = 0;
};

} // namespace

std::unique_ptr<Room> makeDisclosureRoom(const RoomContext& context)
{
    return std::make_unique<DisclosureRoom>(context);
}

} // namespace bulkhead

#include "disclosureroom.moc"
