#include "ui/bench.h"

#include "models/incident/session.h"
#include "models/review/items.h"
#include "ui/common/banner.h"
#include "ui/common/charts.h"
#include "ui/common/momentedit.h"
#include "ui/review/reviewpage.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/momentbar.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCryptographicHash>
#include <QHeaderView>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSlider>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// Figures, findings, actions and the report, from an incident under way to one that is closed.
class TestPostMortem : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lapsesStandOnAScale_data();
    void lapsesStandOnAScale();
    void initTestCase();
    void figuresSayWhatIsNotKnown();
    void definitionsAreShownOnDemand();
    void marginsOfClocksAreListed();
    void whatIsEmptyTeaches();
    void aFindingIsAddedChangedAndStruck();
    void anActionIsAddedByKeysAlone();
    void whatIsOverdueIsSaid();
    void droppingNeedsAReason();
    void anActionIsFinished();
    void anotherIncidentIsComparedWithThisOne();
    void actionsOfAllIncidentsLeadToTheirIncident();
    void theReportLeavesAndIsNoted();
    void nothingIsWrittenInThePast();
    void aClosedIncidentIsStillReviewed();
    void everythingHasAName();
    void itFitsASmallWindow();

private:
    [[nodiscard]] ReviewPage* page() { return m_bench.window().findChild<ReviewPage*>(); }
    [[nodiscard]] FormDialog* dialog() { return qobject_cast<FormDialog*>(m_bench.dialog()); }
    [[nodiscard]] QAction* command(const QString& name)
    {
        return m_bench.console().actions().find(u"review."_s + name);
    }
    template<typename T> [[nodiscard]] T* in(QWidget* parent, const char* name)
    {
        return parent->findChild<T*>(QLatin1StringView(name));
    }
    [[nodiscard]] QTableView* figures() { return in<QTableView>(page(), "review.figures"); }
    [[nodiscard]] QTableView* findings() { return in<QTableView>(page(), "review.findings"); }
    [[nodiscard]] QTableView* actions() { return in<QTableView>(page(), "review.actions"); }
    [[nodiscard]] QTabWidget* below() { return in<QTabWidget>(page(), "review.below"); }
    [[nodiscard]] static QString cell(QTableView* table, int row, int column)
    {
        return table->model()->index(row, column).data().toString();
    }
    [[nodiscard]] static int rowWith(QTableView* table, int column, const QString& text)
    {
        for (int row = 0; row < table->model()->rowCount(); ++row) {
            if (cell(table, row, column) == text) {
                return row;
            }
        }
        return -1;
    }
    /// What a figure's column says.
    [[nodiscard]] QString figure(const QString& metric, FiguresModel::Column column)
    {
        return cell(figures(), rowWith(figures(), FiguresModel::MetricColumn, metric), column);
    }
    void select(QTableView* table, int column, const QString& text)
    {
        const int row = rowWith(table, column, text);
        QVERIFY2(row >= 0, qPrintable(text));
        table->setCurrentIndex(table->model()->index(row, 0));
    }
    void accept()
    {
        dialog()->mainButton()->click();
        QTRY_VERIFY_WITH_TIMEOUT(!m_bench.dialog(), patienceMs);
        QVERIFY(m_bench.settle());
    }
    void chooseOwner()
    {
        auto* owner = in<QComboBox>(dialog(), "owner");
        owner->setCurrentIndex(owner->findText(QString(provenance::demoUser)));
        QVERIFY(owner->currentIndex() > 0);
    }
    void addAction(const QString& text)
    {
        page()->newAction();
        QVERIFY(m_bench.waitForDialog(u"actionDialog"_s));
        in<QLineEdit>(dialog(), "text")->setText(text);
        chooseOwner();
        accept();
    }
    /// On the lane that writes, past the page.
    template<typename Work> void behind(Work work)
    {
        std::optional<QString> outcome;
        m_bench.console().session()->write(this, std::move(work),
                                           [&](const auto& done) { outcome = done ? QString() : codeOf(done); });
        QTRY_VERIFY_WITH_TIMEOUT(outcome.has_value(), patienceMs);
        QCOMPARE(*outcome, QString());
        QVERIFY(m_bench.settle());
    }
    /// The texts of the timeline that hold `words`.
    [[nodiscard]] QStringList timelineWith(const QString& words)
    {
        std::optional<QStringList> texts;
        m_bench.console().session()->read(
            this,
            [incident = m_bench.window().incident()](Casework& casework) {
                return casework.all<Observation>(incident);
            },
            [&](const Expected<std::vector<Kept<Observation>>>& all) {
                texts.emplace();
                for (const auto& one : all.value()) {
                    texts->append(one.value.raw);
                }
            });
        (void)QTest::qWaitFor([&] { return texts.has_value(); }, patienceMs);
        return texts.value_or(QStringList()).filter(words);
    }
    void picture(QWidget& widget, const QString& name)
    {
        if (const QString folder = qEnvironmentVariable("BULKHEAD_SCREENSHOTS"); !folder.isEmpty()) {
            QTest::qWait(150);
            QVERIFY(widget.grab().save(folder + u'/' + name));
        }
    }

    Bench m_bench;
    Id m_first;
};

void TestPostMortem::lapsesStandOnAScale_data()
{
    constexpr qint64 minute = 60'000;
    constexpr qint64 hour = 60 * minute;
    constexpr qint64 day = 24 * hour;
    QTest::addColumn<QList<qint64>>("lapses");
    QTest::addColumn<QString>("first");
    QTest::addColumn<QString>("last");
    QTest::newRow("nothing is known") << QList<qint64>() << u"10 s"_s << u"1 d"_s;
    QTest::newRow("no time at all") << QList<qint64>{0} << u"1 s"_s << u"10 s"_s;
    QTest::newRow("as long as a mark") << QList<qint64>{hour} << u"10 min"_s << u"1 h"_s;
    QTest::newRow("minutes to days") << QList<qint64>{12 * minute, 9 * day} << u"1 min"_s << u"30 d"_s;
    QTest::newRow("longer than the longest mark") << QList<qint64>{20'000 * day} << u"1 year(s)"_s << u"10 year(s)"_s;
}

void TestPostMortem::lapsesStandOnAScale()
{
    QFETCH(QList<qint64>, lapses);
    const LapseScale scale = LapseScale::around({lapses.begin(), lapses.end()});
    QVERIFY(scale.marks.size() >= 2);
    QTEST(LapseScale::textOf(scale.marks.front()), "first");
    QTEST(LapseScale::textOf(scale.marks.back()), "last");
    QCOMPARE(scale.at(scale.marks.front()), 0.0);
    QCOMPARE(scale.at(0), 0.0);
    QVERIFY(std::ranges::is_sorted(scale.marks, {}, [&](qint64 mark) { return scale.at(mark); }));
}

void TestPostMortem::initTestCase()
{
    QVERIFY(m_bench.openDemonstration());
    m_first = m_bench.window().incident();
    press(Qt::Key_V, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(m_bench.settle());
    QVERIFY(page() && page()->isVisible());
}

void TestPostMortem::figuresSayWhatIsNotKnown()
{
    QCOMPARE(figures()->model()->rowCount(), static_cast<int>(review::measures().size()));
    QCOMPARE(figure(u"Dwell time"_s, FiguresModel::ValueColumn), u"9 d 0 h"_s);
    QVERIFY(figure(u"Dwell time"_s, FiguresModel::FromColumn).endsWith(u"entered"_s));
    QCOMPARE(figure(u"Time to contain"_s, FiguresModel::ValueColumn), u"not known"_s);
    QVERIFY(figure(u"Time to contain"_s, FiguresModel::NoteColumn).contains(u"unfinished"_s));
    const int row = rowWith(figures(), FiguresModel::MetricColumn, u"Time to contain"_s);
    const QModelIndex value = figures()->model()->index(row, FiguresModel::ValueColumn);
    QVERIFY(value.data(Qt::ToolTipRole).toString().startsWith(u"From the detection"_s));
    QVERIFY(value.data(MarkRole).isValid()); // not by colour alone
    QCOMPARE(figure(u"Dwell time"_s, FiguresModel::MedianColumn), u"none yet"_s);
    const auto* chart = page()->findChild<LapseChart*>();
    QAccessibleInterface* spoken = QAccessible::queryAccessibleInterface(chart->findChild<QAbstractScrollArea*>());
    QVERIFY(spoken->text(QAccessible::Description).contains(u"Contain: not known."_s));
    for (int i = 0; i < figures()->model()->rowCount(); ++i) {
        QVERIFY(cell(figures(), i, FiguresModel::ValueColumn) != u"0 s"_s);
    }
    picture(m_bench.window(), u"review.png"_s);
    in<QTabWidget>(page(), "review.above")->setCurrentIndex(1);
    picture(m_bench.window(), u"review-figures.png"_s);
}

void TestPostMortem::definitionsAreShownOnDemand()
{
    QVERIFY(figures()->isColumnHidden(FiguresModel::DefinitionColumn));
    in<QCheckBox>(page(), "definitions")->click();
    QVERIFY(!figures()->isColumnHidden(FiguresModel::DefinitionColumn));
    QVERIFY(figure(u"Dwell time"_s, FiguresModel::DefinitionColumn).contains(u"occurred from"_s));
    picture(m_bench.window(), u"review-definitions.png"_s);
    command(u"definitions"_s)->trigger();
    QVERIFY(figures()->isColumnHidden(FiguresModel::DefinitionColumn));
    QVERIFY(!in<QCheckBox>(page(), "definitions")->isChecked());
    QCOMPARE(figures()->rowHeight(0), rowHeight);
}

void TestPostMortem::marginsOfClocksAreListed()
{
    auto* above = in<QTabWidget>(page(), "review.above");
    auto* margins = in<QTableView>(page(), "review.margins");
    above->setCurrentIndex(2);
    QVERIFY(margins->isVisible());
    QVERIFY(margins->model()->rowCount() >= 1);
    QCOMPARE(cell(margins, 0, MarginsModel::MarginColumn), u"not known"_s);
    QCOMPARE(cell(margins, 0, MarginsModel::NoteColumn), u"Not known: it runs."_s);
    picture(m_bench.window(), u"review-margins.png"_s);
    above->setCurrentIndex(0);
}

void TestPostMortem::whatIsEmptyTeaches()
{
    QVERIFY(!findings()->isVisible());
    QCOMPARE(below()->tabText(0), u"Findings"_s);
    QVERIFY(command(u"finding"_s)->isEnabled());
    QVERIFY(!command(u"edit"_s)->isEnabled());
    QCOMPARE(command(u"edit"_s)->toolTip(), u"Choose a finding or an action first."_s);
    below()->setCurrentIndex(1);
    QVERIFY(!actions()->isVisible());
    picture(m_bench.window(), u"review-no-actions.png"_s);
    below()->setCurrentIndex(0);
}

void TestPostMortem::aFindingIsAddedChangedAndStruck()
{
    const auto add = [this](const QString& kind, const QString& text) {
        page()->newFinding();
        QVERIFY(m_bench.waitForDialog(u"findingDialog"_s));
        auto* kinds = in<QComboBox>(dialog(), "kind");
        kinds->setCurrentIndex(kinds->findData(kind));
        in<QLineEdit>(dialog(), "text")->setText(text);
        picture(*dialog(), u"review-finding.png"_s);
        accept();
    };
    page()->newFinding();
    QVERIFY(m_bench.waitForDialog(u"findingDialog"_s));
    dialog()->mainButton()->click();
    QVERIFY(dialog()->findChild<Banner*>()->text().contains(u"what was found"_s));
    dialog()->reject();
    add(u"luck"_s, u"A researcher saw it before a search engine did"_s);
    add(u"cause"_s, u"The sandbox API gave out contacts without a key"_s);
    add(u"factor"_s, u"A sync job had filled the sandbox from production"_s);
    add(u"helped"_s, u"Canaries told the files apart within a minute"_s);
    add(u"hindered"_s, u"Nobody knew who owned the sandbox"_s);
    QCOMPARE(findings()->model()->rowCount(), 5);
    QCOMPARE(cell(findings(), 0, FindingsModel::KindColumn), u"Cause"_s);
    QCOMPARE(cell(findings(), 4, FindingsModel::KindColumn), u"Luck"_s);
    QCOMPARE(below()->tabText(0), u"Findings (5)"_s);
    select(findings(), FindingsModel::KindColumn, u"Cause"_s);
    findings()->setFocus();
    QTest::keyClick(findings(), Qt::Key_Return);
    QVERIFY(m_bench.waitForDialog(u"findingDialog"_s));
    in<QPlainTextEdit>(dialog(), "detail")->setPlainText(u"Since deployment 4411"_s);
    accept();
    QCOMPARE(cell(findings(), 0, FindingsModel::DetailColumn), u"Since deployment 4411"_s);
    select(findings(), FindingsModel::KindColumn, u"Luck"_s);
    command(u"strike"_s)->trigger();
    QTRY_VERIFY(dialog());
    in<QPlainTextEdit>(dialog(), "reason")->setPlainText(u"It was seen twice"_s);
    accept();
    const QModelIndex struck = findings()->model()->index(4, FindingsModel::TextColumn);
    QVERIFY(struck.data(StruckRole).toBool());
    QVERIFY(struck.data(Qt::ToolTipRole).toString().contains(u"It was seen twice"_s));
    QCOMPARE(below()->tabText(0), u"Findings (4)"_s);
    findings()->setCurrentIndex(struck);
    QVERIFY(!command(u"strike"_s)->isEnabled());
    QVERIFY(command(u"strike"_s)->toolTip().contains(u"struck"_s));
    picture(m_bench.window(), u"review-findings.png"_s);
}

void TestPostMortem::anActionIsAddedByKeysAlone()
{
    press(Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(m_bench.waitForDialog(u"actionDialog"_s));
    type(u"Ask for a key on every sandbox route"_s);
    press(Qt::Key_Return); // there is no owner yet
    QVERIFY(dialog());
    QVERIFY(dialog()->findChild<Banner*>()->text().contains(u"owner"_s));
    press(Qt::Key_Tab);
    QCOMPARE(QApplication::focusWidget()->objectName(), u"owner"_s);
    type(QString(provenance::demoUser).left(3));
    picture(*dialog(), u"review-action.png"_s);
    press(Qt::Key_Tab);
    press(Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(!m_bench.dialog(), patienceMs);
    QVERIFY(m_bench.settle());
    QCOMPARE(below()->currentIndex(), 1);
    QCOMPARE(actions()->model()->rowCount(), 1);
    QCOMPARE(cell(actions(), 0, ActionsModel::OwnerColumn), QString(provenance::demoUser));
    QCOMPARE(cell(actions(), 0, ActionsModel::StateColumn), u"Open"_s);
    QCOMPARE(below()->tabText(1), u"Actions (1 open)"_s);
}

void TestPostMortem::whatIsOverdueIsSaid()
{
    addAction(u"Delete the copies of production"_s);
    select(actions(), ActionsModel::TextColumn, u"Delete the copies of production"_s);
    page()->edit();
    QVERIFY(m_bench.waitForDialog(u"actionDialog"_s));
    in<MomentEdit>(dialog(), "due")->setMoment(m_bench.console().session()->clock().now() - 60'000);
    accept();
    QCOMPARE(cell(actions(), 0, ActionsModel::TextColumn), u"Delete the copies of production"_s); // on top
    const QModelIndex state = actions()->model()->index(0, ActionsModel::StateColumn);
    QCOMPARE(state.data().toString(), u"Overdue"_s);
    QCOMPARE(state.data(ToneRole).toInt(), static_cast<int>(Tone::Overdue));
    QVERIFY(state.data(MarkRole).toInt() != static_cast<int>(Mark::None));
    QCOMPARE(below()->tabText(1), u"Actions (2 open, 1 overdue)"_s);
    QCOMPARE(page()->overdue(), 1);
    picture(m_bench.window(), u"review-actions.png"_s);
}

void TestPostMortem::droppingNeedsAReason()
{
    select(actions(), ActionsModel::StateColumn, u"Overdue"_s);
    QVERIFY(!command(u"reopen"_s)->isEnabled());
    page()->drop();
    QVERIFY(m_bench.waitForDialog(u"endActionDialog"_s));
    dialog()->mainButton()->click();
    QVERIFY(dialog()->findChild<Banner*>()->text().contains(u"reason"_s));
    in<QPlainTextEdit>(dialog(), "outcome")->setPlainText(u"The sandbox is switched off"_s);
    picture(*dialog(), u"review-drop.png"_s);
    accept();
    const int row = rowWith(actions(), ActionsModel::StateColumn, u"Dropped"_s);
    QCOMPARE(cell(actions(), row, ActionsModel::OutcomeColumn), u"The sandbox is switched off"_s);
    QCOMPARE(row, 1); // below what is open
    QCOMPARE(page()->overdue(), 0);
}

void TestPostMortem::anActionIsFinished()
{
    select(actions(), ActionsModel::StateColumn, u"Open"_s);
    press(Qt::Key_D, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(m_bench.waitForDialog(u"endActionDialog"_s));
    type(u"Deployment 4480"_s);
    accept();
    QCOMPARE(cell(actions(), rowWith(actions(), ActionsModel::StateColumn, u"Done"_s), ActionsModel::OutcomeColumn),
             u"Deployment 4480"_s);
    QCOMPARE(below()->tabText(1), u"Actions"_s);
    select(actions(), ActionsModel::StateColumn, u"Done"_s);
    QVERIFY(!command(u"finish"_s)->isEnabled());
    QVERIFY(command(u"finish"_s)->toolTip().contains(u"done already"_s));
    page()->reopen();
    QTRY_COMPARE_WITH_TIMEOUT(below()->tabText(1), u"Actions (1 open)"_s, patienceMs);
    QVERIFY(m_bench.settle());
}

void TestPostMortem::anotherIncidentIsComparedWithThisOne()
{
    Id second;
    behind([&second](Casework& casework) -> Expected<void> {
        Declaration wish;
        wish.incident.title = u"Token in a public repository"_s;
        wish.incident.occurredFrom = casework.now() - 7'200'000;
        wish.incident.detected = casework.now();
        wish.withPlaybook = false;
        TRY(const auto declared, casework.declare(wish, {}));
        second = declared.id;
        return {};
    });
    m_bench.window().showIncident(second);
    QVERIFY(m_bench.settle());
    QCOMPARE(figure(u"Dwell time"_s, FiguresModel::ValueColumn), u"2 h 00 min"_s);
    QCOMPARE(figure(u"Dwell time"_s, FiguresModel::MedianColumn), u"9 d 0 h"_s);
    QCOMPARE(figure(u"Dwell time"_s, FiguresModel::P90Column), u"9 d 0 h"_s);
    QCOMPARE(figure(u"Time to contain"_s, FiguresModel::MedianColumn), u"not known"_s);
    QCOMPARE(findings()->model()->rowCount(), 0);
    picture(m_bench.window(), u"review-compared.png"_s);
}

void TestPostMortem::actionsOfAllIncidentsLeadToTheirIncident()
{
    addAction(u"Scan repositories for tokens"_s);
    QCOMPARE(actions()->model()->rowCount(), 1);
    QVERIFY(actions()->isColumnHidden(ActionsModel::IncidentColumn));
    in<QCheckBox>(page(), "all")->click();
    QTRY_COMPARE_WITH_TIMEOUT(actions()->model()->rowCount(), 2, patienceMs); // the dropped one is not open
    QVERIFY(!actions()->isColumnHidden(ActionsModel::IncidentColumn));
    select(actions(), ActionsModel::TextColumn, u"Scan repositories for tokens"_s);
    QVERIFY(!command(u"open"_s)->isEnabled());
    select(actions(), ActionsModel::TextColumn, u"Ask for a key on every sandbox route"_s);
    QVERIFY(command(u"open"_s)->isEnabled());
    QVERIFY(m_bench.settle());
    picture(m_bench.window(), u"review-all.png"_s);
    command(u"open"_s)->trigger();
    QVERIFY(m_bench.settle());
    QCOMPARE(m_bench.window().incident(), m_first);
    QVERIFY(page()->isVisible());
    QVERIFY(!command(u"all"_s)->isChecked());
    QCOMPARE(below()->currentIndex(), 1);
    QCOMPARE(cell(actions(), actions()->currentIndex().row(), ActionsModel::TextColumn),
             u"Ask for a key on every sandbox route"_s);
}

void TestPostMortem::theReportLeavesAndIsNoted()
{
    command(u"export"_s)->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(dialog(), patienceMs);
    picture(*dialog(), u"review-export.png"_s);
    dialog()->reject();
    QTRY_VERIFY(!m_bench.dialog());
    auto* banner = page()->findChild<Banner*>();
    page()->writeReport(m_bench.path(u"report.exe"_s));
    QVERIFY(banner->text().contains(u"not written"_s));
    banner->dismiss();
    const QList<std::pair<QString, QByteArray>> formats{
        {u"md"_s, "# "}, {u"pdf"_s, "%PDF-"}, {u"odt"_s, "PK"}, {u"docx"_s, "PK"}, {u"txt"_s, "Post-mortem"}};
    for (const auto& [suffix, begin] : formats) {
        const QString path = m_bench.path(u"report."_s + suffix);
        page()->writeReport(path);
        QTRY_VERIFY_WITH_TIMEOUT(!timelineWith(u"“report.%1”"_s.arg(suffix)).isEmpty(), patienceMs);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        QVERIFY2(bytes.trimmed().startsWith(begin) || suffix == "md"_L1, qPrintable(suffix));
        QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther),
                 QFile::Permissions());
        const QString hash = QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
        QCOMPARE(timelineWith(hash).size(), 1);
        if (suffix == "md"_L1 || suffix == "txt"_L1) {
            QVERIFY(bytes.contains("The sandbox API gave out contacts without a key"));
            QVERIFY(!bytes.contains("A researcher saw it before a search engine did")); // struck
        }
    }
    QVERIFY(banner->isVisible());
    page()->writeReport(m_bench.path(u"no/such/folder.pdf"_s));
    QTRY_VERIFY_WITH_TIMEOUT(banner->text().contains(u"cannot be written"_s), patienceMs);
    banner->dismiss();
    QVERIFY(m_bench.settle());
}

void TestPostMortem::nothingIsWrittenInThePast()
{
    auto* bar = m_bench.window().findChild<MomentBar*>();
    m_bench.window().toggleMoment();
    QTRY_VERIFY_WITH_TIMEOUT(bar->isOpen(), patienceMs);
    bar->findChild<QSlider*>(u"moment.slider"_s)->setValue(300);
    QVERIFY(m_bench.settle());
    QTRY_COMPARE_WITH_TIMEOUT(findings()->model()->rowCount(), 0, patienceMs); // none was written by then
    for (const QString& name : {u"finding"_s, u"action"_s, u"edit"_s, u"strike"_s, u"finish"_s, u"drop"_s, u"reopen"_s,
                                u"export"_s, u"print"_s}) {
        QVERIFY2(!command(name)->isEnabled(), qPrintable(name));
        QCOMPARE(command(name)->toolTip(), Casework::pastError().message);
    }
    auto* button = in<QPushButton>(page(), "finding");
    QVERIFY(!button->isEnabled());
    QCOMPARE(button->toolTip(), Casework::pastError().message);
    QVERIFY(command(u"definitions"_s)->isEnabled());
    const QString path = m_bench.path(u"past.md"_s);
    page()->writeReport(path);
    QVERIFY(page()->findChild<Banner*>()->isVisible());
    QVERIFY(!QFile::exists(path));
    page()->findChild<Banner*>()->dismiss();
    picture(m_bench.window(), u"review-past.png"_s);
    m_bench.window().toggleMoment();
    QVERIFY(m_bench.settle());
    QTRY_COMPARE_WITH_TIMEOUT(findings()->model()->rowCount(), 5, patienceMs);
    QVERIFY(command(u"finding"_s)->isEnabled());
    QVERIFY(command(u"finding"_s)->toolTip().contains(u"Ctrl+Shift+N"_s));
}

void TestPostMortem::aClosedIncidentIsStillReviewed()
{
    behind([incident = m_first](Casework& casework) -> Expected<void> {
        TRY(const auto tasks, casework.all<Task>(incident));
        for (const auto& task : tasks) {
            if (task.value.state != TaskState::Done) {
                CHECK_OK(casework.setTaskState(task.id, TaskState::NotApplicable, u"Over"_s));
            }
        }
        return casework.close(incident, u"Told, and the route is gone"_s);
    });
    addAction(u"Tell the others what was learnt"_s);
    QVERIFY(rowWith(actions(), ActionsModel::TextColumn, u"Tell the others what was learnt"_s) >= 0);
    const QString path = m_bench.path(u"closed.txt"_s);
    page()->writeReport(path);
    // The timeline of a closed incident takes nothing: it is noted as a step of custody.
    const auto noted = [this] {
        std::optional<bool> found;
        m_bench.console().session()->read(
            this, [incident = m_first](Casework& casework) { return casework.all<CustodyStep>(incident); },
            [&](const Expected<std::vector<Kept<CustodyStep>>>& all) {
                found = std::ranges::any_of(
                    all.value(), [](const Kept<CustodyStep>& one) { return one.value.note.contains(u"closed.txt"_s); });
            });
        (void)QTest::qWaitFor([&] { return found.has_value(); }, patienceMs);
        return found.value_or(false);
    };
    QTRY_VERIFY_WITH_TIMEOUT(noted(), patienceMs);
    QVERIFY(timelineWith(u"closed.txt"_s).isEmpty());
    page()->findChild<Banner*>()->dismiss();
}

void TestPostMortem::everythingHasAName()
{
    auto* above = in<QTabWidget>(page(), "review.above");
    for (int tab = 0; tab < above->count(); ++tab) {
        above->setCurrentIndex(tab);
        below()->setCurrentIndex(tab % 2);
        QCOMPARE(namelessIn(*page()), QStringList());
    }
    above->setCurrentIndex(1);
    below()->setCurrentIndex(1);
    // Tab comes to all of it.
    press(Qt::Key_F, Qt::ControlModifier);
    QCOMPARE(QApplication::focusWidget()->objectName(), u"review.filter"_s);
    QSet<QString> reached;
    for (int i = 0; i < 40; ++i) {
        press(Qt::Key_Tab);
        reached.insert(QApplication::focusWidget()->objectName());
    }
    for (const QString& name :
         {u"export"_s, u"review.figures"_s, u"definitions"_s, u"action"_s, u"review.actions"_s, u"all"_s}) {
        QVERIFY2(reached.contains(name), qPrintable(name));
    }
}

void TestPostMortem::itFitsASmallWindow()
{
    m_bench.window().resize(960, 640);
    QVERIFY(m_bench.settle());
    QVERIFY(m_bench.window().width() <= 960 && m_bench.window().height() <= 640);
    picture(m_bench.window(), u"review-small.png"_s);
    Appearance dark(m_bench.settings());
    dark.force(Appearance::Scheme::Dark);
    m_bench.window().resize(1280, 800);
    below()->setCurrentIndex(0);
    m_bench.window().showIncident(m_first);
    QVERIFY(m_bench.settle());
    in<QTabWidget>(page(), "review.above")->setCurrentIndex(0);
    picture(m_bench.window(), u"review-dark.png"_s);
    below()->setCurrentIndex(1);
    in<QTabWidget>(page(), "review.above")->setCurrentIndex(1);
    picture(m_bench.window(), u"review-dark-actions.png"_s);
    dark.force(Appearance::Scheme::Light);
}

QTEST_MAIN(TestPostMortem)
#include "tst_postmortem.moc"
