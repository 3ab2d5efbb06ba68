#include "ui/provenance/provenanceroom.h"

#include "models/incident/session.h"
#include "models/provenance/registry/registry.h"
#include "ui/common/actions.h"
#include "ui/common/icons.h"
#include "ui/provenance/provenancepage.h"

#include <QPointer>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
class ProvenanceRoom final : public Room
{
    Q_OBJECT

public:
    explicit ProvenanceRoom(const RoomContext& context)
        : m_context(context)
    {
        addActions();
        enableActions();
        // What a killed or failed registering left goes before anything is registered; what fails is tried next time.
        m_context.session.write(
            this, [](Casework& casework) { return provenance::Registry(casework).removeOrphans(); },
            [](const Expected<int>&) {});
    }

    [[nodiscard]] QString id() const override { return u"provenance"_s; }
    [[nodiscard]] QString title() const override { return tr("Provenance"); }
    [[nodiscard]] QIcon icon() const override { return bulkhead::icon("provenance"); }
    [[nodiscard]] QKeySequence shortcut() const override { return QKeySequence(u"Ctrl+5"_s); }
    [[nodiscard]] QWidget* widget() override { return page(); }
    [[nodiscard]] bool needsIncident() const override { return false; }
    void setIncident(const Id& incident) override
    {
        m_incident = incident;
        if (m_page) {
            m_page->setIncident(incident);
        }
    }
    void reveal(const Id& entity) override { page()->revealEntity(entity); }
    [[nodiscard]] bool isSettled() const override { return !m_page || m_page->isSettled(); }
    [[nodiscard]] QStringList keyHints() const override
    {
        return {tr("On the stripe: arrow keys move from block to block, Enter lists only the rows of the block, Escape "
                   "lists all again; plus and minus show fewer rows or more, as the wheel does, and 0 all of them."),
                tr("In the table of columns: F2 corrects a meaning.")};
    }

private:
    ProvenancePage* page()
    {
        if (!m_page) {
            m_page = new ProvenancePage(m_context);
            for (QAction* action : m_actions) {
                m_page->addAction(action);
            }
            connect(m_page, &ProvenancePage::announced, this, &Room::announce);
            connect(m_page, &ProvenancePage::incidentOpened, this, &Room::openIncident);
            connect(m_page, &ProvenancePage::inspectWanted, this, &Room::inspect);
            connect(m_page, &ProvenancePage::stateChanged, this, &ProvenanceRoom::enableActions);
            m_page->setIncident(m_incident);
            enableActions();
        }
        return m_page;
    }

    using Command = void (ProvenancePage::*)();
    void add(const QString& name, const QString& text, const QString& description, const QKeySequence& shortcut,
             const QString& iconName, Command command)
    {
        m_actions.push_back(m_context.actions.add(
            this, {u"provenance."_s + name, tr("Provenance"), text, description, shortcut, iconName, id()},
            [this, command] { (page()->*command)(); }));
    }
    void addActions();
    void enableActions();

    RoomContext m_context;
    Id m_incident;
    QPointer<ProvenancePage> m_page;
    std::vector<QAction*> m_actions;
};

void ProvenanceRoom::addActions()
{
    add(u"open"_s, tr("&Open a leaked file…"), tr("Classifies each row of a file."), QKeySequence::Open, u"open"_s,
        &ProvenancePage::openFile);
    add(u"files"_s, tr("Show se&veral files"), tr("Shows the answers for many files, and watches a folder."), {},
        u"file"_s, &ProvenancePage::showFiles);
    add(u"watch"_s, tr("&Watch a folder…"), tr("Answers every file that comes into a folder."), {}, u"eye"_s,
        &ProvenancePage::watchFolder);
    add(u"paste"_s, tr("&Paste leaked rows"), tr("Classifies what the clipboard holds."), QKeySequence::Paste,
        u"paste"_s, &ProvenancePage::paste);
    add(u"openIncident"_s, tr("Open &incident from this"),
        tr("Declares an incident with the sample as evidence and its verdict filed."), QKeySequence(u"Ctrl+Shift+I"_s),
        u"flag"_s, &ProvenancePage::openIncidentFromSample);
    add(u"attach"_s, tr("&Attach to this incident"), tr("Files the sample and its verdict with the open incident."),
        QKeySequence(u"Ctrl+Shift+A"_s), u"link"_s, &ProvenancePage::attach);
    add(u"another"_s, tr("&Examine another sample"), tr("Puts this sample away and asks for another."),
        QKeySequence(u"Ctrl+Shift+E"_s), u"undo"_s, &ProvenancePage::anotherSample);
    add(u"again"_s, tr("Classify a&gain"), tr("Asks again against what is registered now."), QKeySequence(u"F5"_s),
        u"refresh"_s, &ProvenancePage::askAgain);
    add(u"reveal"_s, tr("&Reveal row"), tr("Shows the values of the current row; that you looked is recorded."),
        QKeySequence(u"Ctrl+Shift+R"_s), u"eye"_s, &ProvenancePage::revealRow);
    add(u"explain"_s, tr("E&xplain row…"),
        tr("Says what the current row was compared with and what each field weighs."), QKeySequence(u"Ctrl+Shift+W"_s),
        u"info"_s, &ProvenancePage::explainRow);
    add(u"copy"_s, tr("&Copy rows"), tr("Copies the selected rows; what is masked stays masked."), QKeySequence::Copy,
        u"copy"_s, &ProvenancePage::copyRows);
    add(u"registry"_s, tr("Show registered &data sets"), tr("Shows what leaked rows are compared with."),
        QKeySequence(u"Ctrl+Shift+D"_s), u"database"_s, &ProvenancePage::showRegistry);
    add(u"registerFromCrm"_s, tr("Register from a CR&M…"), tr("Takes keyed fingerprints of a CRM's own records."), {},
        u"link"_s, &ProvenancePage::registerFromCrm);
    add(u"askCrm"_s, tr("As&k a CRM…"), tr("Looks the rows that are still unknown up in a CRM."), {}, u"link"_s,
        &ProvenancePage::askCrm);
    add(u"makeCopy"_s, tr("&Make a copy for a recipient…"),
        tr("Writes a copy of a synthetic data set that names its recipient when it leaks."), {}, u"tag"_s,
        &ProvenancePage::makeCopy);
    add(u"assessRisk"_s, tr("Assess re-identification…"),
        tr("Holds a synthetic data set against its training data: does it give anybody away?"), {}, u"search"_s,
        &ProvenancePage::assessRisk);
    add(u"blockList"_s, tr("Write a &block list…"),
        tr("Writes the synthetic identities of the sample for sign-up and support desks."), {}, u"blocked"_s,
        &ProvenancePage::writeBlockList);
    add(u"certificate"_s, tr("Write a cer&tificate…"), tr("Writes a signed certificate of the answer for outsiders."),
        {}, u"verified"_s, &ProvenancePage::writeCertificate);
    add(u"setRows"_s, tr("Set rows by &hand…"),
        tr("Says what the selected rows are, with a reason; the machine's verdicts stay beside it."),
        QKeySequence(u"Ctrl+Shift+B"_s), u"edit"_s, &ProvenancePage::setRows);
    add(u"overlaps"_s, tr("Show o&verlaps of data sets"),
        tr("Shows records that synthetic and production sets share, and what people say of them."), {}, u"database"_s,
        &ProvenancePage::showOverlaps);
    add(u"copies"_s, tr("Show co&pies for recipients"), tr("Shows the copies that were made and for whom."), {},
        u"users"_s, &ProvenancePage::showCopies);
    m_actions.push_back(m_context.actions.add(this,
                                              {u"provenance.register"_s, tr("Provenance"), tr("Re&gister a data set…"),
                                               tr("Takes keyed fingerprints of a synthetic or production data set."),
                                               QKeySequence(u"Ctrl+Shift+G"_s), u"add"_s, id()},
                                              [this] { page()->registerWhatIsMissing(); }));
}

void ProvenanceRoom::enableActions()
{
    const auto enable = [this](const char* action, bool on) {
        m_context.actions.find(u"provenance."_s + QLatin1StringView(action))->setEnabled(on);
    };
    const bool hasAnswer = m_page && m_page->hasAnswer();
    const bool isLoose = hasAnswer && !m_page->isAttached();
    enable("openIncident", isLoose);
    enable("attach", isLoose && m_page->hasIncident());
    enable("another", hasAnswer);
    enable("again", hasAnswer);
    enable("reveal", hasAnswer);
    enable("blockList", hasAnswer && m_page->canBlock());
    enable("copy", hasAnswer);
    enable("explain", hasAnswer);
    enable("askCrm", hasAnswer && m_page->hasUnknownRows());
    enable("setRows", hasAnswer && m_page->isAttached());
    enable("certificate", hasAnswer && m_page->isAttached());
}
} // namespace

std::unique_ptr<Room> makeProvenanceRoom(const RoomContext& context)
{
    return std::make_unique<ProvenanceRoom>(context);
}

} // namespace bulkhead

#include "provenanceroom.moc"
