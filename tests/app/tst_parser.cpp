#include "app/ctl/help.h"
#include "app/ctl/parser.h"
#include "support/testvault.h"

using namespace bulkhead;
using namespace bulkhead::ctl;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

class TestParser : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void commandsOptionsAndArguments();
    void globalOptionsStandAnywhere();
    void repeatedAndListedOptions();
    void whatIsWrongIsSaid_data();
    void whatIsWrongIsSaid();
    void everyCommandIsWhole();
    void theNearestIsNear();

private:
    const Catalogue m_catalogue = makeCatalogue();
};

void TestParser::commandsOptionsAndArguments()
{
    const Invocation call = must(parse(
        m_catalogue, {u"incident"_s, u"open"_s, u"--title"_s, u"A leak"_s, u"--severity=high"_s, u"--exercise"_s}));
    QCOMPARE(call.command->name(), u"incident open"_s);
    QCOMPARE(call.options.at(u"title"_s), QStringList{u"A leak"_s});
    QCOMPARE(call.options.at(u"severity"_s), QStringList{u"high"_s});
    QVERIFY(call.options.contains(u"exercise"_s));
    const Invocation classify = must(parse(m_catalogue, {u"classify"_s, u"-"_s}));
    QCOMPARE(classify.arguments, QStringList{u"-"_s});
    const Invocation odd = must(parse(m_catalogue, {u"classify"_s, u"--"_s, u"--name.csv"_s}));
    QCOMPARE(odd.arguments, QStringList{u"--name.csv"_s});
}

void TestParser::globalOptionsStandAnywhere()
{
    const Invocation before = must(parse(m_catalogue, {u"--vault"_s, u"/v"_s, u"--json"_s, u"incident"_s, u"list"_s}));
    const Invocation after = must(parse(m_catalogue, {u"incident"_s, u"list"_s, u"--json"_s, u"--vault=/v"_s}));
    QCOMPARE(before.options, after.options);
    QCOMPARE(before.command, after.command);
}

void TestParser::repeatedAndListedOptions()
{
    const Invocation roles = must(parse(
        m_catalogue,
        {u"user"_s, u"add"_s, u"Lena"_s, u"--roles"_s, u"legal,compliance"_s, u"--new-passphrase-file"_s, u"f"_s}));
    QCOMPARE(roles.options.at(u"roles"_s), (QStringList{u"legal"_s, u"compliance"_s}));
}

void TestParser::whatIsWrongIsSaid_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("said");
    QTest::newRow("unknown command") << QStringList{u"clasify"_s, u"x"_s} << u"usage.unknown-command"_s
                                     << u"classify"_s;
    QTest::newRow("unknown subcommand") << QStringList{u"incident"_s, u"opne"_s} << u"usage.unknown-command"_s
                                        << u"open"_s;
    QTest::newRow("unknown option") << QStringList{u"incident"_s, u"open"_s, u"--titel"_s, u"x"_s}
                                    << u"usage.unknown-option"_s << u"--title"_s;
    QTest::newRow("missing option") << QStringList{u"incident"_s, u"open"_s} << u"usage.missing"_s << u"--title"_s;
    QTest::newRow("all missing options") << QStringList{u"vault"_s, u"create"_s, u"v"_s} << u"usage.missing"_s
                                         << u"--name NAME, --roles R,R"_s;
    QTest::newRow("missing argument") << QStringList{u"incident"_s, u"show"_s} << u"usage.missing"_s << u"ID"_s;
    QTest::newRow("missing value") << QStringList{u"incident"_s, u"open"_s, u"--title"_s} << u"usage.missing"_s
                                   << u"--title"_s;
    QTest::newRow("wrong value") << QStringList{u"incident"_s, u"open"_s,       u"--title"_s,
                                                u"x"_s,        u"--severity"_s, u"mild"_s}
                                 << u"usage.value"_s << u"critical"_s;
    QTest::newRow("too many") << QStringList{u"incident"_s, u"show"_s, u"a"_s, u"b"_s} << u"usage.too-many"_s << u"b"_s;
}

void TestParser::whatIsWrongIsSaid()
{
    QFETCH(const QStringList, words);
    QFETCH(const QString, code);
    QFETCH(const QString, said);
    const auto call = parse(m_catalogue, words);
    QVERIFY(!call);
    QCOMPARE(call.error().code, code);
    const QString text = call.error().message + u' ' + call.error().detail;
    QVERIFY2(text.contains(said), qPrintable(text));
    QCOMPARE(exitFor(call.error()), Exit::Usage);
}

void TestParser::everyCommandIsWhole()
{
    QVERIFY(m_catalogue.commands.size() > 40);
    QStringList names;
    for (const Command& command : m_catalogue.commands) {
        const QString name = command.name();
        QVERIFY2(!names.contains(name), qPrintable(name));
        names.append(name);
        QVERIFY2(command.run, qPrintable(name));
        QVERIFY2(command.summary.endsWith(u'.'), qPrintable(name + u": "_s + command.summary));
        QVERIFY2(!command.answer.isEmpty(), qPrintable(name));
        QVERIFY2(!command.examples.isEmpty(), qPrintable(name));
        for (const QString& example : command.examples) {
            QVERIFY2(example.contains(u"bulkheadctl "_s) && example.contains(name), qPrintable(example));
        }
        for (const Option& option : command.options) {
            QVERIFY2(!option.help.isEmpty(), qPrintable(name + u" --"_s + option.name));
        }
        const QString help = helpFor(m_catalogue, command.path);
        QVERIFY2(help.contains(command.summary), qPrintable(name));
    }
    // What the contract promises of this program.
    for (const auto* promised : {"vault create",
                                 "vault status",
                                 "vault slots add",
                                 "vault slots remove",
                                 "vault slots list",
                                 "user add",
                                 "user list",
                                 "user reset",
                                 "user role",
                                 "verify",
                                 "journal tail",
                                 "journal export",
                                 "journal rebuild",
                                 "incident open",
                                 "incident fields",
                                 "incident list",
                                 "incident show",
                                 "incident set",
                                 "incident close",
                                 "incident export",
                                 "task list",
                                 "task add",
                                 "task set",
                                 "timeline list",
                                 "timeline add",
                                 "decision add",
                                 "party list",
                                 "party import",
                                 "evidence add",
                                 "evidence list",
                                 "evidence extract",
                                 "evidence custody",
                                 "sighting add",
                                 "clock add",
                                 "clock set",
                                 "clock list",
                                 "dataset register",
                                 "dataset list",
                                 "dataset show",
                                 "dataset remove",
                                 "classify",
                                 "resources check",
                                 "demo",
                                 "version"}) {
        QVERIFY2(names.contains(QLatin1StringView(promised)), promised);
    }
}

void TestParser::theNearestIsNear()
{
    QCOMPARE(nearest(u"clasify"_s, {u"classify"_s, u"clock"_s}), u"classify"_s);
    QVERIFY(nearest(u"xyzzy"_s, {u"classify"_s, u"clock"_s}).isEmpty());
}

QTEST_GUILESS_MAIN(TestParser)
#include "tst_parser.moc"
