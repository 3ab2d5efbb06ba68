#include "models/incident/session.h"
#include "models/provenance/registry/registry.h"
#include "models/provenance/risk/kept.h"
#include "tests/incident/desk.h"
#include "ui/common/actions.h"
#include "ui/common/formdialog.h"
#include "ui/common/jobs.h"
#include "ui/provenance/provenancepage.h"
#include "ui/provenance/registryview.h"
#include "ui/provenance/riskdialog.h"

#include <QBuffer>
#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QGuiApplication>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>

#include <random>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// Somebody asks in the window whether a registered synthetic set gives its training persons away.
class TestRiskDialog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aDataSetIsAssessed();
    void whatIsMissingIsSaid();
    void theResultStaysWithTheDataSet();
    void aCancelledOneIsNotKept();
    void cleanupTestCase();

private:
    static constexpr int patience = 60'000;

    static QByteArray table(quint64 seed, int count)
    {
        QByteArray csv = "name,email,city,visits\n";
        std::mt19937_64 chance(seed);
        for (int i = 0; i < count; ++i) {
            csv += "Person F" + QByteArray::number(chance() % 100'000) + ",p" + QByteArray::number(chance())
                + "@made-up.org,Town" + QByteArray::number(chance() % 12) + ',' + QByteArray::number(chance() % 90'000)
                + '\n';
        }
        return csv;
    }
    QString file(const QString& name, const QByteArray& content) const
    {
        QFile out(m_folder.filePath(name));
        if (!out.open(QIODevice::WriteOnly) || out.write(content) != content.size()) {
            qFatal("%s", qPrintable(name));
        }
        return out.fileName();
    }
    template<typename D> [[nodiscard]] D* dialogOf()
    {
        D* found = nullptr;
        (void)QTest::qWaitFor(
            [&] {
                for (D* dialog : m_page->findChildren<D*>()) {
                    found = dialog->isVisible() ? dialog : found;
                }
                return found != nullptr;
            },
            patience);
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
    static void picture(QWidget& widget, const QString& name)
    {
        const QString folder = qEnvironmentVariable("BULKHEAD_SCREENSHOTS");
        if (!folder.isEmpty()) {
            QTest::qWait(100); // until it has its height
            QVERIFY(widget.grab().save(folder + u'/' + name));
        }
    }
    void fill(RiskDialog& dialog, const QString& synthetic, const QString& training, const QString& holdout)
    {
        dialog.findChild<QLineEdit*>(u"riskSynthetic"_s)->setText(synthetic);
        dialog.findChild<QLineEdit*>(u"riskTraining"_s)->setText(training);
        dialog.findChild<QLineEdit*>(u"riskHoldout"_s)->setText(holdout);
    }
    [[nodiscard]] RegistryView* registry() { return m_page->findChild<RegistryView*>(); }

    QTemporaryDir m_folder;
    std::unique_ptr<Desk> m_desk;
    Jobs m_jobs;
    Actions m_actions;
    std::shared_ptr<Session> m_session;
    std::unique_ptr<ProvenancePage> m_page;
    QString m_made;
    QString m_real;
    QString m_held;
    Id m_set;
};

void TestRiskDialog::initTestCase()
{
    const QByteArray made = table(1, 300) + table(2, 20).mid(table(2, 0).size());
    m_made = file(u"made.csv"_s, made);
    m_real = file(u"real.csv"_s, table(2, 300));
    m_held = file(u"held.csv"_s, table(3, 300));
    m_desk = std::make_unique<Desk>();
    QBuffer source;
    source.setData(made);
    source.open(QIODevice::ReadOnly);
    DataSet about;
    about.name = u"Sandbox"_s;
    m_set = must(provenance::Registry(m_desk->casework()).registerDataSet(source, about)).id;
    m_desk->vault().close();
    SessionRequest request;
    request.folder = m_desk->vault().folder();
    request.credential = TestVault::credential(u"Ada"_s);
    Session::open(this, std::move(request),
                  [this](Expected<std::shared_ptr<Session>> opened) { m_session = must(std::move(opened)); });
    QTRY_VERIFY_WITH_TIMEOUT(m_session != nullptr, patience);
    m_page = std::make_unique<ProvenancePage>(RoomContext{*m_session, m_jobs, m_actions});
    m_page->resize(1100, 760);
    m_page->show();
    m_page->showRegistry();
    QTRY_VERIFY_WITH_TIMEOUT(registry()->current().has_value(), patience);
}

void TestRiskDialog::aDataSetIsAssessed()
{
    auto* button = registry()->findChild<QPushButton*>(u"assessRisk"_s);
    QVERIFY(button->isEnabled() && button->isVisible());
    QVERIFY(!registry()->findChild<QPushButton*>(u"showRisk"_s)->isVisible());
    button->click();
    auto* dialog = dialogOf<RiskDialog>();
    QVERIFY(dialog);
    QCOMPARE(dialog->findChild<QComboBox*>(u"riskSet"_s)->currentText(), u"Sandbox"_s);
    for (const auto& name : {u"riskSynthetic"_s, u"riskTraining"_s, u"riskHoldout"_s, u"riskColumns"_s, u"riskSet"_s}) {
        QVERIFY2(!dialog->findChild<QWidget*>(name)->accessibleName().isEmpty(), qPrintable(name));
    }
    fill(*dialog, m_made, m_real, m_held);
    picture(*dialog, u"risk-dialog.png"_s);
    dialog->mainButton()->click();
    auto* result = dialogOf<RiskReportDialog>();
    QVERIFY(result);
    const QString text = result->findChild<QPlainTextEdit*>(u"riskText"_s)->toPlainText();
    QVERIFY2(text.contains(u"There are signs"_s) && text.contains(u"301 = 1"_s) && text.contains(u"Not proven"_s),
             qPrintable(text));
    QVERIFY(!text.contains(u"@made-up"_s) && !text.contains(u"Person"_s));
    picture(*result, u"risk-result.png"_s);
    result->findChild<QPushButton*>(u"riskCopy"_s)->click();
    QCOMPARE(QGuiApplication::clipboard()->text(), text);
    QVERIFY(textOf(*result).contains(u"Copied"_s));
    // Saved for its owner alone.
    result->findChild<QPushButton*>(u"riskSave"_s)->click();
    auto* chooser = result->findChild<QFileDialog*>();
    QVERIFY(chooser);
    Q_EMIT chooser->fileSelected(m_folder.filePath(u"report.json"_s));
    chooser->reject();
    QTRY_VERIFY_WITH_TIMEOUT(textOf(*result).contains(u"Saved as"_s), patience);
    QCOMPARE(QFile::permissions(m_folder.filePath(u"report.json"_s)) & (QFile::ReadGroup | QFile::ReadOther),
             QFile::Permissions());
    QTest::keyClick(result, Qt::Key_Escape);
    QTRY_VERIFY(m_page->findChildren<RiskReportDialog*>().isEmpty());
}

void TestRiskDialog::whatIsMissingIsSaid()
{
    m_page->assessRisk();
    auto* dialog = dialogOf<RiskDialog>();
    QVERIFY(dialog);
    dialog->mainButton()->click();
    QVERIFY(textOf(*dialog).contains(u"synthetic data set's file"_s));
    fill(*dialog, m_made, m_real, m_folder.filePath(u"none.csv"_s));
    dialog->mainButton()->click();
    QVERIFY(textOf(*dialog).contains(u"hold-out is no file"_s));
    QByteArray other = "product,contact\n";
    for (int i = 0; i < 50; ++i) {
        other += "Lamp,seller" + QByteArray::number(i) + "@shop.example\n";
    }
    fill(*dialog, m_made, file(u"other.csv"_s, other), {});
    dialog->mainButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(textOf(*dialog).contains(u"do not correspond"_s), patience);
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_VERIFY(m_page->findChildren<RiskDialog*>().isEmpty());
}

void TestRiskDialog::theResultStaysWithTheDataSet()
{
    auto* show = registry()->findChild<QPushButton*>(u"showRisk"_s);
    QTRY_VERIFY_WITH_TIMEOUT(show->isVisible(), patience);
    QVERIFY(textOf(*registry()).contains(u"reviewed by nobody"_s));
    picture(*m_page, u"risk-registry.png"_s);
    show->click();
    auto* result = dialogOf<RiskReportDialog>();
    QVERIFY(result);
    QVERIFY(result->findChild<QPlainTextEdit*>(u"riskText"_s)->toPlainText().contains(u"301 = 1"_s));
    QTest::keyClick(result, Qt::Key_Escape);
    QTRY_VERIFY(m_page->findChildren<RiskReportDialog*>().isEmpty());
}

void TestRiskDialog::aCancelledOneIsNotKept()
{
    const QByteArray before = registry()->current()->value.risk;
    const QString large = file(u"large.csv"_s, table(7, 60'000));
    m_page->assessRisk();
    auto* dialog = dialogOf<RiskDialog>();
    QVERIFY(dialog);
    fill(*dialog, large, large, {});
    dialog->mainButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(m_jobs.running() > 0, patience);
    Q_EMIT dialog->cancelWanted();
    QTRY_VERIFY_WITH_TIMEOUT(textOf(*dialog).contains(u"Cancelled"_s), patience);
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_VERIFY(m_page->findChildren<RiskDialog*>().isEmpty());
    QCOMPARE(registry()->current()->value.risk, before);
}

void TestRiskDialog::cleanupTestCase()
{
    m_page.reset();
    m_session.reset();
}

QTEST_MAIN(TestRiskDialog)
#include "tst_riskdialog.moc"
