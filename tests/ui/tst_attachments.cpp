#include "crm/peer.h"
#include "models/crm/sync/connecting.h"
#include "models/crm/sync/syncing.h"
#include "models/disclosure/drafting.h"
#include "models/incident/resources.h"
#include "models/incident/session.h"
#include "tests/incident/desk.h"
#include "tests/ui/bench.h"
#include "tests/ui/letters.h"
#include "ui/common/banner.h"
#include "ui/common/jobs.h"
#include "ui/disclosure/disclosurepage.h"

#include <QBuffer>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// An approved text as a file beside the incident's case in a CRM, against the Salesforce stand-in.
class TestAttachments : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup() { m_peer->forget(); }
    void whatIsNotApprovedSaysWhy();
    void eachCrmSaysWhyItMayNot();
    void aLineThatBreaksIsSaid();
    void anApprovedTextIsAttachedOnce();

private:
    [[nodiscard]] QPushButton* button() { return m_page->findChild<QPushButton*>(u"attach"_s); }
    [[nodiscard]] bool settle()
    {
        int still = 0;
        return QTest::qWaitFor([&] { return (still = m_page->isSettled() ? still + 1 : 0) > 5; }, patienceMs);
    }
    void show(const Id& draft)
    {
        m_page->reveal(draft);
        QVERIFY(settle());
    }
    [[nodiscard]] FormDialog* form()
    {
        m_page->attach();
        FormDialog* found = nullptr;
        (void)QTest::qWaitFor(
            [&] {
                for (FormDialog* one : m_page->findChildren<FormDialog*>(u"attachDialog"_s)) {
                    found = one->isVisible() ? one : found;
                }
                return found != nullptr;
            },
            patienceMs);
        return found;
    }
    void close(FormDialog* form)
    {
        form->reject();
        QTRY_VERIFY(m_page->findChildren<FormDialog*>(u"attachDialog"_s).isEmpty());
    }
    static void choose(FormDialog* form, const QString& name)
    {
        auto* box = form->findChild<QComboBox*>(u"connector"_s);
        box->setCurrentIndex(box->findText(name));
    }
    void picture(QWidget& widget, const QString& name)
    {
        if (const QString folder = qEnvironmentVariable("BULKHEAD_SCREENSHOTS"); !folder.isEmpty()) {
            for (const bool isDark : {true, false}) {
                m_appearance.force(isDark ? Appearance::Scheme::Dark : Appearance::Scheme::Light);
                QTest::qWait(100);
                QVERIFY(widget.grab().save(folder + u'/' + name + (isDark ? u"-dark.png"_s : u".png"_s)));
            }
        }
    }

    QTemporaryDir m_folder;
    QSettings m_settings{m_folder.filePath(u"settings.ini"_s), QSettings::IniFormat};
    Appearance m_appearance{m_settings};
    std::optional<Peer> m_peer;
    std::unique_ptr<Desk> m_desk;
    Id m_incident, m_approved, m_submitted;
    Jobs m_jobs;
    Actions m_actions;
    std::shared_ptr<Session> m_session;
    std::unique_ptr<DisclosurePage> m_page;
};

void TestAttachments::initTestCase()
{
    QApplication::setStyle(new ConsoleStyle);
    m_appearance.force(Appearance::Scheme::Light);
    m_peer.emplace(u"salesforce"_s);
    m_desk = std::make_unique<Desk>();
    m_desk->enrol(u"Lena"_s, Role::Legal);
    m_desk->enrol(u"Carl"_s, Role::Compliance);
    m_incident = m_desk->declare();
    const auto wait = [this] { m_desk->clock().advance(1000); };
    // A leak of a customer's people, so that the text has something to say.
    QByteArray known = "name,email,tenant\n", leaked = "name,email\n";
    for (int i = 0; i < 20; ++i) {
        const QByteArray who = "Person Family" + QByteArray::number(i) + ",p" + QByteArray::number(i) + "@made-up.org";
        known += who + ",Acme\n";
        leaked += who + '\n';
    }
    QBuffer production(&known), sample(&leaked);
    production.open(QIODevice::ReadOnly);
    sample.open(QIODevice::ReadOnly);
    DataSet about;
    about.name = u"CRM"_s;
    about.isProduction = true;
    must(provenance::Registry(m_desk->casework()).registerDataSet(production, about));
    Evidence leak;
    leak.name = u"leak.csv"_s;
    must(provenance::Registry(m_desk->casework()).classifyInto(m_incident, sample, leak));
    Letters letters(*m_desk, m_incident);
    m_submitted = letters.signedBy(1, u"answer"_s);
    m_approved = letters.signedBy(2, u"answer"_s);
    // One CRM has the case, another the first release only, the third is paused.
    const auto mappings = must(crm::Mappings::load(resourceFolders(u"mappings"_s)));
    crm::Synchronising syncing(m_desk->casework(), mappings);
    for (const auto& [name, scope] :
         {std::pair(u"sf-ready"_s, CrmScope::Full), std::pair(u"sf-basic"_s, CrmScope::Basic),
          std::pair(u"sf-paused"_s, CrmScope::Full)}) {
        wait();
        const Id id = must(syncing.addConnector({.name = name,
                                                 .system = u"salesforce"_s,
                                                 .url = m_peer->address(),
                                                 .method = u"client"_s,
                                                 .client = u"consumerKey"_s}));
        must(m_desk->journal().vault().keepSecret(crm::secretNameOf(id), SecretBytes::copyOf("secret")));
        must(syncing.release(m_incident, id, CrmScope::Basic, u"they ask"_s));
        must(syncing.release(m_incident, id, scope, u"they ask"_s));
    }
    const auto ready = must(syncing.connector(u"sf-ready"_s));
    auto start = must(syncing.start(ready.id));
    const auto connection = must(
        crm::connectionFor(ready, mappings, m_desk->journal().vault(), m_desk->journal().clock()));
    must(syncing.announce(start));
    must(syncing.finish(start, crm::Synchronising::exchange(start, *connection, {})));
    must(syncing.suspect(must(syncing.connector(u"sf-paused"_s)).id, true, u"its org may be the leak"_s));
    m_desk->vault().close();
    m_desk->vault().enterState();
    SessionRequest request;
    request.folder = m_desk->vault().folder();
    request.credential = TestVault::credential(u"Ada"_s);
    Session::open(this, std::move(request),
                  [this](Expected<std::shared_ptr<Session>> opened) { m_session = must(std::move(opened)); });
    QTRY_VERIFY_WITH_TIMEOUT(m_session != nullptr, patienceMs);
    m_page = std::make_unique<DisclosurePage>(RoomContext{*m_session, m_jobs, m_actions});
    m_page->resize(1100, 700);
    m_page->setIncident(m_incident);
    m_page->show();
    QVERIFY(settle());
}

void TestAttachments::whatIsNotApprovedSaysWhy()
{
    show(m_submitted);
    QVERIFY(button()->isVisible() && !button()->isEnabled());
    QVERIFY2(button()->toolTip().contains(u"not approved"_s), qPrintable(button()->toolTip()));
    QCOMPARE(button()->accessibleDescription(), button()->toolTip());
    m_page->attach(); // by its command
    const auto labels = m_page->findChild<Banner*>()->findChildren<QLabel*>();
    QVERIFY(std::ranges::any_of(labels, [&](const QLabel* one) { return one->text() == button()->toolTip(); }));
    QVERIFY(m_page->findChildren<FormDialog*>(u"attachDialog"_s).isEmpty());
}

void TestAttachments::eachCrmSaysWhyItMayNot()
{
    show(m_approved);
    QVERIFY(button()->isVisible() && button()->isEnabled());
    picture(*m_page, u"attach-offered"_s);
    FormDialog* dialog = form();
    QVERIFY(dialog);
    QCOMPARE(namelessStops(*dialog), QStringList());
    QCOMPARE(dialog->findChild<QComboBox*>(u"connector"_s)->currentText(), u"sf-ready"_s); // the one that may
    QVERIFY(dialog->mainButton()->isEnabled());
    picture(*dialog, u"attach-form"_s);
    for (const auto& [name, says] :
         {std::pair(u"sf-basic"_s, u"not fully released"_s), {u"sf-paused"_s, u"suspect"_s}}) {
        choose(dialog, name);
        QVERIFY(!dialog->mainButton()->isEnabled());
        const auto* state = dialog->findChild<QLabel*>(u"state"_s);
        QVERIFY2(state->text().contains(says), qPrintable(state->text()));
    }
    picture(*dialog, u"attach-refused"_s);
    close(dialog);
    QVERIFY(m_peer->log().isEmpty());
}

void TestAttachments::aLineThatBreaksIsSaid()
{
    m_peer->fault({{u"path"_s, u"/ContentVersion"_s}, {u"kind"_s, u"status"_s}, {u"status"_s, 400}, {u"times"_s, 99}});
    FormDialog* dialog = form();
    QVERIFY(dialog);
    dialog->mainButton()->click();
    QTRY_VERIFY(dialog->findChild<Banner*>()->isVisible());
    QTRY_VERIFY(dialog->mainButton()->isEnabled());
    QCOMPARE(m_jobs.running(), 0);
    QVERIFY(m_peer->rows(u"ContentVersion"_s).isEmpty());
    close(dialog);
}

void TestAttachments::anApprovedTextIsAttachedOnce()
{
    FormDialog* dialog = form();
    QVERIFY(dialog);
    auto* format = dialog->findChild<QComboBox*>(u"format"_s);
    format->setCurrentIndex(format->findData(u"txt"_s));
    dialog->mainButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(m_page->findChildren<FormDialog*>(u"attachDialog"_s).isEmpty(), patienceMs);
    QVERIFY(settle());
    const auto* banner = m_page->findChild<Banner*>();
    QVERIFY2(banner->text().contains(u"stands beside the case in “sf-ready”"_s), qPrintable(banner->text()));
    const QJsonArray files = m_peer->rows(u"ContentVersion"_s);
    QCOMPARE(files.size(), 1);
    QVERIFY(files[0][u"PathOnClient"_s].toString().endsWith(u".txt"_s));
    dialog = form();
    QVERIFY(dialog);
    choose(dialog, u"sf-ready"_s);
    QVERIFY(!dialog->mainButton()->isEnabled());
    QVERIFY(dialog->findChild<QLabel*>(u"state"_s)->text().contains(u"attached there already"_s));
    close(dialog);
    QCOMPARE(m_peer->rows(u"ContentVersion"_s).size(), 1);
}

QTEST_MAIN(TestAttachments)
#include "tst_attachments.moc"
