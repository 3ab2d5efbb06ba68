#include "incident/desk.h"

#include "models/incident/resources.h"

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

class PlaybookTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ourPlaybooksHoldTheCoreAndFiveSurfaces();
    void ourTasksCiteFrameworksAndAreUnreviewed();
    void namesFileAndLineOfAMistake_data();
    void namesFileAndLineOfAMistake();
    void anOrganisationsFileReplacesOursAndAdds();
    void readsTargets_data();
    void readsTargets();
    void refusesTargets_data();
    void refusesTargets();
    void aTargetSaysWhatItWaitsFor();
    void checkingAFolderReportsEachFile();
};

namespace {
void write(const QString& path, const QByteArray& content)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
}

const QByteArray head = "title: Own\nversion: \"1\"\nsource: ours\n";
} // namespace

void PlaybookTest::ourPlaybooksHoldTheCoreAndFiveSurfaces()
{
    const Playbooks ours = ourPlaybooks();
    QCOMPARE(ours.all().size(), std::size_t(6));
    QCOMPARE(ours.all().front().id, u"core"_s);
    QCOMPARE(ours.tasksFor({}).size(), std::size_t(15));
    for (const auto& [surface, tasks] : std::map<QString, std::size_t>{{u"api-endpoint"_s, 11},
                                                                       {u"data-sync"_s, 10},
                                                                       {u"admin-console"_s, 10},
                                                                       {u"app-settings"_s, 10},
                                                                       {u"user-provisioning"_s, 10}}) {
        QCOMPARE(ours.tasksFor({surface}).size(), 15 + tasks);
    }
    QCOMPARE(ours.tasksFor({u"data-sync"_s}, {u"data-sync"_s}).size(), std::size_t(25));
    QVERIFY(ours.find(u"core"));
    QVERIFY(!ours.find(u"other"));
}

void PlaybookTest::ourTasksCiteFrameworksAndAreUnreviewed()
{
    const Playbooks ours = ourPlaybooks(); // outlives the loop
    for (const Playbook& playbook : ours.all()) {
        QVERIFY(playbook.reviewedBy.isEmpty());
        QVERIFY(!playbook.source.isEmpty());
        for (const PlaybookTask& task : playbook.tasks) {
            QVERIFY2(!task.target.isEmpty(), qPrintable(task.id));
            QVERIFY2(
                std::ranges::any_of(task.frameworks, [](const QString& id) { return id.startsWith(u"NIST-CSF "_s); }),
                qPrintable(task.id));
            QVERIFY2(std::ranges::any_of(task.frameworks,
                                         [](const QString& id) { return id.startsWith(u"NIST-AI-RMF "_s); }),
                     qPrintable(task.id));
        }
    }
}

void PlaybookTest::namesFileAndLineOfAMistake_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<int>("line");
    QTest::addColumn<QString>("says");
    const QByteArray task = "tasks:\n  - id: O1\n    title: Do\n    phase: triage\n    role: legal\n";
    QTest::newRow("an unknown key") << head + "colour: red\n" + task << 4 << u"colour"_s;
    QTest::newRow("an unknown key of a task") << head + task + "    when: now\n" << 9 << u"when"_s;
    QTest::newRow("a key twice") << head + task + "    title: Again\n" << 9 << u"title"_s;
    QTest::newRow("no YAML") << head + "tasks: [\n" << 5 << u"YAML"_s;
    QTest::newRow("no title") << QByteArray("version: \"1\"\nsource: ours\n") + task << 1 << u"title"_s;
    QTest::newRow("no tasks") << head + "tasks: []\n" << 4 << u"tasks"_s;
    QTest::newRow("an unknown phase") << head + "tasks:\n  - id: O1\n    title: Do\n    phase: panic\n    role: legal\n"
                                      << 7 << u"panic"_s;
    QTest::newRow("closing is no task's phase")
        << head + "tasks:\n  - id: O1\n    title: Do\n    phase: closed\n    role: legal\n"
        << 7 << u"closed"_s;
    QTest::newRow("an unknown role") << head + "tasks:\n  - id: O1\n    title: Do\n    phase: triage\n    role: boss\n"
                                     << 8 << u"boss"_s;
    QTest::newRow("an administrator takes no tasks")
        << head + "tasks:\n  - id: O1\n    title: Do\n    phase: triage\n    role: administrator\n"
        << 8 << u"administrator"_s;
    QTest::newRow("a bad target") << head + task + "    target: tomorrow\n" << 9 << u"tomorrow"_s;
    QTest::newRow("an unknown rhythm") << head + task + "    repeats: hourly\n" << 9 << u"daily"_s;
    QTest::newRow("an unknown surface") << head + "surfaces: [moon]\n" + task << 4 << u"moon"_s;
    QTest::newRow("a list that is none") << head + task + "    depends_on: X1\n" << 9 << u"depends_on"_s;
    QTest::newRow("an id twice") << head + task + "  - id: O1\n    title: Do\n    phase: triage\n    role: legal\n"
                                 << 9 << u"O1"_s;
    QTest::newRow("an unknown dependency") << head + task + "    depends_on: [Z9]\n" << 5 << u"Z9"_s;
    QTest::newRow("waiting for itself") << head + task
            + "    depends_on: [O2]\n  - id: O2\n    title: Do\n    phase: triage\n    role: legal\n    depends_on: "
              "[O1]\n" << 5 << u"itself"_s;
}

void PlaybookTest::namesFileAndLineOfAMistake()
{
    QFETCH(const QByteArray, content);
    QFETCH(const int, line);
    QFETCH(const QString, says);
    const QTemporaryDir folder;
    write(folder.filePath(u"own.yaml"_s), content);
    const auto loaded = Playbooks::load({folder.path()});
    COMPARE_ERROR(loaded, "playbook.invalid");
    const QString& message = loaded.error().message;
    QVERIFY2(message.contains(u"own.yaml:%1:"_s.arg(line)), qPrintable(message));
    QVERIFY2(message.contains(says), qPrintable(message));
}

void PlaybookTest::anOrganisationsFileReplacesOursAndAdds()
{
    const QTemporaryDir folder;
    const QByteArray task
        = "tasks:\n  - id: O1\n    title: Call the works council\n    phase: triage\n    role: legal\n"
          "    depends_on: [X1]\n    target: declare+30m\n";
    write(folder.filePath(u"admin-console.yaml"_s), head + "surfaces: [admin-console]\n" + task);
    write(folder.filePath(u"works-council.yaml"_s), head + "surfaces: [any]\n" + QByteArray(task).replace("O1", "W1"));
    const auto loaded = Playbooks::load({QStringLiteral(BULKHEAD_SOURCE_DIR "/resources/playbooks"), folder.path()});
    VERIFY_OK(loaded);
    QCOMPARE(loaded->all().size(), std::size_t(7));
    QCOMPARE(loaded->tasksFor({u"admin-console"_s}).size(), std::size_t(15 + 1 + 1));
    QCOMPARE(loaded->tasksFor({}).size(), std::size_t(15 + 1));
}

void PlaybookTest::readsTargets_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("due"); // minutes after declaring; clocks: "Notice" 0..24 h, "Authority" 0..72 h
    QTest::newRow("minutes") << u"declare+60m"_s << qint64(60);
    QTest::newRow("hours") << u"declare+4h"_s << qint64(240);
    QTest::newRow("days") << u" declare + 3d "_s << qint64(3 * 1440);
    QTest::newRow("at once") << u"declare"_s << qint64(0);
    QTest::newRow("the earliest clock") << u"min(clock)"_s << qint64(1440);
    QTest::newRow("a share of the earliest clock") << u"min(clock)-25%"_s << qint64(1080);
    QTest::newRow("before the earliest clock") << u"min(clock)-2h"_s << qint64(1320);
    QTest::newRow("a named clock") << u"clock(Authority)-24h"_s << qint64(48 * 60);
    QTest::newRow("names in any case") << u"clock(authority)"_s << qint64(72 * 60);
}

void PlaybookTest::readsTargets()
{
    QFETCH(const QString, text);
    QFETCH(const qint64, due);
    IncidentClock notice;
    notice.name = u"Notice"_s;
    notice.start = 1000;
    notice.due = 1000 + 24 * Desk::hour;
    IncidentClock authority = notice;
    authority.name = u"Authority"_s;
    authority.due = 1000 + 72 * Desk::hour;
    const auto target = Target::parse(text);
    VERIFY_OK(target);
    QCOMPARE(target->resolve(1000, {authority, notice}), 1000 + due * Desk::minute);
}

void PlaybookTest::refusesTargets_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text : {"", "tomorrow", "declare-60m", "declare+60", "declare+25%", "min(clock)+25%",
                             "min(clock)-101%", "clock()-1h", "clock(A", "declare+60m and more", "declare+999999d"}) {
        QTest::newRow(text) << QString::fromLatin1(text);
    }
}

void PlaybookTest::refusesTargets()
{
    QFETCH(const QString, text);
    COMPARE_ERROR(Target::parse(text), "playbook.bad-target");
}

void PlaybookTest::aTargetSaysWhatItWaitsFor()
{
    QCOMPARE(must(Target::parse(u"declare+1h"_s)).waitsFor(), QString());
    QVERIFY(!must(Target::parse(u"min(clock)"_s)).waitsFor().isEmpty());
    QVERIFY(must(Target::parse(u"clock(Insurer)"_s)).waitsFor().contains(u"Insurer"_s));
    QCOMPARE(must(Target::parse(u"min(clock)"_s)).resolve(0, {}), std::nullopt);
}

void PlaybookTest::checkingAFolderReportsEachFile()
{
    const QTemporaryDir folder;
    QVERIFY(QDir(folder.path()).mkdir(u"playbooks"_s));
    write(folder.filePath(u"playbooks/a.yaml"_s), "title: [\n");
    write(folder.filePath(u"playbooks/b.yaml"_s), head + "tasks: 3\n");
    const auto found = checkResources(folder.path());
    VERIFY_OK(found);
    QCOMPARE(found->files, 2);
    QCOMPARE(found->problems.size(), std::size_t(2));
    const auto ours = checkResources(QStringLiteral(BULKHEAD_SOURCE_DIR "/resources"));
    VERIFY_OK(ours);
    QCOMPARE(ours->files, 6);
    QVERIFY(ours->problems.empty());
    COMPARE_ERROR(checkResources(folder.filePath(u"none"_s)), "resources.not-a-folder");
}

QTEST_GUILESS_MAIN(PlaybookTest)
#include "tst_playbook.moc"
