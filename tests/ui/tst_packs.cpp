#include "models/base/digest.h"
#include "models/disclosure/packmaking.h"
#include "models/incident/session.h"
#include "tests/incident/desk.h"
#include "tests/ui/bench.h"
#include "tests/ui/letters.h"
#include "ui/common/actions.h"
#include "ui/common/banner.h"
#include "ui/common/jobs.h"
#include "ui/disclosure/disclosurepage.h"

#include <QBuffer>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// A check pack in the window: offered where its letter is approved, refused everywhere else.
class TestPacks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void nothingIsOfferedForOtherTexts_data();
    void nothingIsOfferedForOtherTexts();
    void anApprovedLetterOffersIt();
    void theFormSaysWhatItLacks();
    void cancellingLeavesNothing();
    void thePackIsWritten();
    void figuresThatMoveHoldItBack();

private:
    static QByteArray table(int from, int to, const QByteArray& tenant = {})
    {
        QByteArray text = "name,email,phone" + (tenant.isEmpty() ? QByteArray() : ",tenant") + '\n';
        for (int i = from; i < to; ++i) {
            text += "Person" + QByteArray::number(i) + " Family" + QByteArray::number(i) + ",p" + QByteArray::number(i)
                + "@made-up.org,+49 30 " + QByteArray::number(1'000'000 + 7 * i)
                + (tenant.isEmpty() ? QByteArray() : ',' + tenant) + '\n';
        }
        return text;
    }
    static Id examined(Casework& casework, const Id& incident, const QByteArray& rows)
    {
        QBuffer source;
        source.setData(rows);
        source.open(QIODevice::ReadOnly);
        Evidence about;
        about.name = u"leak.csv"_s;
        return must(provenance::Registry(casework).classifyInto(incident, source, about)).evidence;
    }
    [[nodiscard]] QPushButton* button() { return m_page->findChild<QPushButton*>(u"makePack"_s); }
    [[nodiscard]] Banner* banner() { return m_page->findChild<Banner*>(); }
    void show(const Id& draft)
    {
        m_page->reveal(draft);
        QVERIFY(settle());
    }
    [[nodiscard]] bool settle()
    {
        int still = 0;
        return QTest::qWaitFor([&] { return (still = m_page->isSettled() ? still + 1 : 0) > 5; }, patienceMs);
    }
    [[nodiscard]] FormDialog* dialog()
    {
        FormDialog* found = nullptr;
        (void)QTest::qWaitFor(
            [&] {
                for (FormDialog* one : m_page->findChildren<FormDialog*>(u"packDialog"_s)) {
                    found = one->isVisible() ? one : found;
                }
                return found != nullptr;
            },
            patienceMs);
        return found;
    }
    static QString textOf(const QWidget& widget)
    {
        QStringList texts;
        for (const QLabel* label : widget.findChildren<QLabel*>()) {
            texts.append(label->isVisibleTo(&widget) ? label->text() : QString());
        }
        return texts.join(u'\n');
    }
    static void fillIn(FormDialog& form, const QString& file, const QString& again)
    {
        form.findChild<QLineEdit*>(u"packFile"_s)->setText(file);
        for (const auto& [name, words] :
             {std::pair(u"passphrase"_s, u"four quiet harbours"_s), std::pair(u"passphraseAgain"_s, again)}) {
            auto* line = form.findChild<QWidget*>(name);
            line = line->focusProxy() ? line->focusProxy() : line;
            QTest::keyClick(line, Qt::Key_A, Qt::ControlModifier);
            QTest::keyClicks(line, words);
        }
    }
    static void picture(QWidget& widget, const QString& name)
    {
        const QString folder = qEnvironmentVariable("BULKHEAD_SCREENSHOTS");
        if (!folder.isEmpty()) {
            QTest::qWait(100); // until it has its height
            QVERIFY(widget.grab().save(folder + u'/' + name));
        }
    }

    QTemporaryDir m_folder;
    QSettings m_settings{m_folder.filePath(u"settings.ini"_s), QSettings::IniFormat};
    Appearance m_appearance{m_settings};
    std::unique_ptr<Desk> m_desk;
    Id m_incident, m_approved, m_submitted, m_edited, m_notice;
    Jobs m_jobs;
    Actions m_actions;
    std::shared_ptr<Session> m_session;
    std::unique_ptr<DisclosurePage> m_page;
};

void TestPacks::initTestCase()
{
    QApplication::setStyle(new ConsoleStyle);
    m_appearance.force(Appearance::Scheme::Light);
    m_desk = std::make_unique<Desk>();
    m_desk->enrol(u"Lena"_s, Role::Legal);
    m_desk->enrol(u"Carl"_s, Role::Compliance);
    m_incident = m_desk->declare();
    const auto wait = [this] { m_desk->clock().advance(1000); };
    {
        QBuffer source;
        source.setData(table(0, 60, "Acme"));
        source.open(QIODevice::ReadOnly);
        DataSet about;
        about.name = u"CRM"_s;
        about.isProduction = true;
        must(provenance::Registry(m_desk->casework()).registerDataSet(source, about));
    }
    examined(m_desk->casework(), m_incident, table(50, 70));
    Letters letters(*m_desk, m_incident);
    m_approved = letters.signedBy(2, u"check-pack"_s);
    m_submitted = letters.signedBy(1, u"check-pack"_s);
    m_edited = letters.signedBy(2, u"check-pack"_s);
    m_notice = letters.signedBy(2, u"answer"_s);
    wait();
    must(letters.drafting().setSection(m_edited, u"contact"_s, u"{#cp-contact} {org.contact}, at any time."_s));
    m_desk->vault().close();
    m_desk->vault().enterState();
    SessionRequest request;
    request.folder = m_desk->vault().folder();
    request.credential = TestVault::credential(u"Ada"_s);
    Session::open(this, std::move(request),
                  [this](Expected<std::shared_ptr<Session>> opened) { m_session = must(std::move(opened)); });
    QTRY_VERIFY_WITH_TIMEOUT(m_session != nullptr, patienceMs);
    m_page = std::make_unique<DisclosurePage>(RoomContext{*m_session, m_jobs, m_actions});
    m_page->resize(1180, 760);
    m_page->setIncident(m_incident);
    m_page->show();
    QVERIFY(settle());
}

void TestPacks::nothingIsOfferedForOtherTexts_data()
{
    QTest::addColumn<Id>("draft");
    QTest::addColumn<QString>("says");
    QTest::newRow("not approved") << m_submitted << u"not approved"_s;
    QTest::newRow("edited since") << m_edited << u"has been changed"_s;
    QTest::newRow("another text") << m_notice << u"not the letter"_s;
}

void TestPacks::nothingIsOfferedForOtherTexts()
{
    QFETCH(const Id, draft);
    QFETCH(const QString, says);
    show(draft);
    QVERIFY(!button()->isVisible());
    m_page->makePack(); // by its command, which has no state of its own
    QTRY_VERIFY_WITH_TIMEOUT(textOf(*banner()).contains(says), patienceMs);
    QVERIFY(m_page->findChildren<FormDialog*>(u"packDialog"_s).isEmpty());
    banner()->dismiss();
}

void TestPacks::anApprovedLetterOffersIt()
{
    show(m_approved);
    QVERIFY(button()->isVisible() && button()->isEnabled());
    picture(*m_page, u"pack-offered.png"_s);
    m_appearance.force(Appearance::Scheme::Dark);
    picture(*m_page, u"pack-offered-dark.png"_s);
}

void TestPacks::theFormSaysWhatItLacks()
{
    button()->click();
    FormDialog* form = dialog();
    QVERIFY(form);
    QCOMPARE(namelessStops(*form), QStringList());
    QVERIFY(textOf(*form).contains(u"Acme"_s));
    const QString file = m_folder.filePath(u"acme.pack"_s);
    fillIn(*form, file, u"four quiet harbour"_s);
    form->mainButton()->click();
    QVERIFY2(textOf(*form).contains(u"not the same"_s), qPrintable(textOf(*form)));
    picture(*form, u"pack-form-dark.png"_s);
    m_appearance.force(Appearance::Scheme::Light);
    picture(*form, u"pack-form.png"_s);
    fillIn(*form, m_folder.filePath(u"nowhere/acme.pack"_s), u"four quiet harbours"_s);
    form->mainButton()->click();
    QVERIFY(textOf(*form).contains(u"no folder"_s));
    QVERIFY(!QFile::exists(file));
}

void TestPacks::cancellingLeavesNothing()
{
    FormDialog* form = dialog();
    QVERIFY(form);
    const QString file = m_folder.filePath(u"cancelled.pack"_s);
    fillIn(*form, file, u"four quiet harbours"_s);
    form->mainButton()->click();
    QVERIFY(!form->mainButton()->isEnabled());
    QCOMPARE(m_jobs.running(), 1);
    form->reject(); // Esc: what was sent stops first
    QTRY_VERIFY_WITH_TIMEOUT(form->mainButton()->isEnabled(), patienceMs);
    QVERIFY(form->isVisible() && textOf(*form).contains(u"no pack was made"_s));
    QCOMPARE(m_jobs.running(), 0);
    QVERIFY(!QFile::exists(file));
}

void TestPacks::thePackIsWritten()
{
    FormDialog* form = dialog();
    QVERIFY(form);
    const QString path = m_folder.filePath(u"acme.pack"_s);
    fillIn(*form, path, u"four quiet harbours"_s);
    form->mainButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(m_page->findChildren<FormDialog*>(u"packDialog"_s).isEmpty(), patienceMs);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray octets = file.readAll();
    QVERIFY2(textOf(*banner()).contains(hex(sha256(octets))), qPrintable(textOf(*banner())));
    QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    QVERIFY(settle());
    picture(*m_page, u"pack-made.png"_s);
    const auto pack = must(disclosure::openPack(octets, SecretBytes::copyOf("four quiet harbours")));
    QCOMPARE(pack.facts().organisation, u"Harbour Systems"_s);
    QCOMPARE(pack.facts().rows, 10U);
    bool isNoted = false, isDone = false;
    m_session->read(
        m_page.get(),
        [incident = m_incident](Casework& casework) { return casework.timeline(incident, {.text = u"Check pack"_s}); },
        [&](const Expected<std::vector<TimelineRow>>& rows) {
            isNoted = rows && std::ranges::any_of(*rows, [&](const TimelineRow& row) {
                          return row.observation && row.observation->value.raw.contains(hex(sha256(octets)));
                      });
            isDone = true;
        });
    QTRY_VERIFY_WITH_TIMEOUT(isDone, patienceMs);
    QVERIFY(isNoted);
}

void TestPacks::figuresThatMoveHoldItBack()
{
    banner()->dismiss();
    bool isDone = false;
    m_session->write(
        m_page.get(),
        [incident = m_incident](Casework& casework) -> Expected<Id> {
            return examined(casework, incident, table(0, 5));
        },
        [&](const Expected<Id>& done) { isDone = done.has_value(); });
    QTRY_VERIFY_WITH_TIMEOUT(isDone, patienceMs);
    QVERIFY(settle());
    QTRY_VERIFY_WITH_TIMEOUT(button()->isVisible() && !button()->isEnabled(), patienceMs);
    QVERIFY(button()->toolTip().contains(u"when this was approved"_s));
    m_page->makePack();
    QTRY_VERIFY_WITH_TIMEOUT(textOf(*banner()).contains(u"when this was approved"_s), patienceMs);
    picture(*m_page, u"pack-moved.png"_s);
}

QTEST_MAIN(TestPacks)
#include "tst_packs.moc"
