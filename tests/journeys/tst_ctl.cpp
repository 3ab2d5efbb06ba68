#include <QDir>
#include <QDirIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMessageAuthenticationCode>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;

/// bulkheadctl as a script uses it: the whole way from an empty folder to a verified export, and every exit code.
class TestCtl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aVaultIsMade();
    void dataSetsAreRegistered();
    void aFileAStreamAndAPasteGetTheSameVerdict();
    void rowsAreWrittenWithoutValues();
    void aGateFailsOnPersonalData();
    void otherFormatsGetTheSameVerdict();
    void logsAreSearchedForLeaks();
    void aCopyNamesItsRecipientWhenItLeaks();
    void anIncidentIsOpenedAndWorkedOn();
    void evidenceComesBackAsItWas();
    void theVerdictIsFiled();
    void syntheticIdentitiesAreBlocked();
    void unknownRowsAreExplained();
    void aNearRowIsSaidAndStaysUnknown();
    void answersFollowTheRegistryAndPeople();
    void aFolderIsWatched();
    void stateAtATimeIsWhatItWas();
    void aSecondPersonWorksWithinTheirRoles();
    void theJournalIsVerifiedAndExported();
    void aDamagedVaultIsFound();
    void wrongUseHasItsExitCodes_data();
    void wrongUseHasItsExitCodes();
    void aFullDiskIsSaid();
    void closedStreamsDoNotReachTheVault();
    void nothingSecretIsPrinted();

private:
    struct Ran
    {
        int exit = -1;
        QByteArray out;
        QByteArray errors;
        QJsonObject json;
    };
    QProcessEnvironment environmentFor(const QString& passphraseFile)
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"HOME"_s, m_folder.path());
        environment.insert(u"XDG_STATE_HOME"_s, path(u"state"_s));
        environment.insert(u"BULKHEAD_VAULT"_s, path(u"vault"_s));
        environment.insert(u"BULKHEAD_PASSPHRASE_FILE"_s, passphraseFile.isEmpty() ? path(u"ada"_s) : passphraseFile);
        return environment;
    }
    Ran run(const QStringList& arguments, const QByteArray& input = {}, const QString& passphraseFile = {})
    {
        QProcess process;
        process.setProcessEnvironment(environmentFor(passphraseFile));
        process.start(QStringLiteral(BULKHEADCTL), arguments);
        process.write(input);
        process.closeWriteChannel();
        if (!process.waitForFinished(120'000) || process.exitStatus() != QProcess::NormalExit) {
            return {-1, process.readAllStandardOutput(), "did not end: " + process.readAllStandardError(), {}};
        }
        Ran ran{process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError(), {}};
        m_printed += ran.out + ran.errors;
        if (arguments.contains(u"--json"_s)) {
            ran.json = QJsonDocument::fromJson(ran.out).object();
        }
        return ran;
    }
    /// With --json; the exit code has to be `exit`.
    QJsonObject ask(QStringList arguments, int exit = 0, const QByteArray& input = {}, const QString& passphrase = {})
    {
        arguments.append(u"--json"_s);
        const Ran ran = run(arguments, input, passphrase);
        if (ran.exit != exit || ran.json.isEmpty()) {
            qWarning("%s\nexit %d\n%s\n%s", qPrintable(arguments.join(u' ')), ran.exit, ran.out.constData(),
                     ran.errors.constData());
            return {};
        }
        return ran.json;
    }
    [[nodiscard]] QString path(const QString& name) const { return m_folder.filePath(name); }
    static QString demo(const QString& name) { return QStringLiteral(BULKHEAD_SOURCE_DIR "/resources/demo/") + name; }
    static QByteArray read(const QString& path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static void write(const QString& path, const QByteArray& bytes)
    {
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
            qFatal("%s", qPrintable(path));
        }
    }

    QTemporaryDir m_folder;
    QByteArray m_printed;
    QString m_incident;
    QJsonObject m_verdict;
};

void TestCtl::initTestCase()
{
    write(path(u"ada"_s), "harbour violet seven kettle\n");
    write(path(u"wrong"_s), "not the passphrase\n");
    write(path(u"lena"_s), "quiet lantern over maple\n");
}

void TestCtl::aVaultIsMade()
{
    const QJsonObject made = ask(
        {u"vault"_s, u"create"_s, path(u"vault"_s), u"--name"_s, u"Acme"_s, u"--user"_s, u"Ada"_s, u"--roles"_s,
         u"incident-commander,engineering,compliance,legal,administrator"_s, u"--new-passphrase-file"_s, path(u"ada"_s),
         u"--recovery-file"_s, path(u"code"_s), u"--kdf-seconds"_s, u"0"_s});
    QVERIFY(!made[u"vault"_s].toString().isEmpty() && !made[u"device"_s].toString().isEmpty());
    QCOMPARE(made[u"slots"_s].toArray().size(), 2);
    QVERIFY(read(path(u"code"_s)).size() > 20);
    QCOMPARE(QFile::permissions(path(u"code"_s)) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    const QJsonObject status = ask({u"vault"_s, u"status"_s});
    QCOMPARE(status[u"incidents"_s].toInt(), 0);
    QVERIFY(status[u"format"_s].toInt() >= 1 && status[u"devices"_s].toInt() == 1);
}

void TestCtl::dataSetsAreRegistered()
{
    const QJsonObject production = ask({u"dataset"_s, u"register"_s, demo(u"production-contacts.csv"_s), u"--name"_s,
                                        u"CRM"_s, u"--kind"_s, u"production"_s, u"--version"_s, u"2026-10"_s});
    QVERIFY(production[u"rows"_s].toInt() > 1000);
    QVERIFY(production[u"values"_s].toInt() > production[u"rows"_s].toInt());
    QVERIFY(!production[u"columns"_s].toArray().isEmpty());
    const QJsonObject synthetic = ask({u"dataset"_s, u"register"_s, demo(u"sandbox-contacts.csv"_s), u"--name"_s,
                                       u"Sandbox"_s, u"--kind"_s, u"synthetic"_s, u"--generator"_s, u"faker"_s});
    QVERIFY(synthetic[u"rows"_s].toInt() > 1000);
    QCOMPARE(ask({u"dataset"_s, u"list"_s})[u"data_sets"_s].toArray().size(), 2);
    QCOMPARE(ask({u"dataset"_s, u"show"_s, u"CRM"_s})[u"kind"_s].toString(), u"production"_s);
}

void TestCtl::aFileAStreamAndAPasteGetTheSameVerdict()
{
    const QString leaked = demo(u"leaked-list.csv"_s);
    m_verdict = ask({u"classify"_s, leaked});
    QCOMPARE(m_verdict[u"rows"_s].toInt(), 5000);
    QCOMPARE(m_verdict[u"verdict"_s].toString(), u"personal"_s);
    QCOMPARE(m_verdict[u"synthetic"_s].toInt() + m_verdict[u"production"_s].toInt() + m_verdict[u"mixed"_s].toInt()
                 + m_verdict[u"unknown"_s].toInt() + m_verdict[u"unreadable"_s].toArray().size(),
             5000);
    QVERIFY(m_verdict[u"production"_s].toInt() > 0 && m_verdict[u"synthetic"_s].toInt() > 4000);
    QVERIFY(!m_verdict[u"by_tenant"_s].toArray().isEmpty());
    const QJsonObject streamed = ask({u"classify"_s, u"-"_s}, 0, read(leaked));
    for (const QString& field : {u"rows"_s, u"synthetic"_s, u"production"_s, u"mixed"_s, u"unknown"_s, u"verdict"_s}) {
        QCOMPARE(streamed[field], m_verdict[field]);
    }
    // Values found in running text, as they stand in a paste.
    const QByteArray row = read(demo(u"production-contacts.csv"_s)).split('\n').at(3);
    const QByteArray address = row.split(',').at(4);
    QVERIFY(address.contains('@'));
    const QJsonObject pasted = ask({u"classify"_s, u"-"_s}, 0, "look what I found: " + address + " is in there\n");
    QCOMPARE(pasted[u"verdict"_s].toString(), u"personal"_s);
}

void TestCtl::rowsAreWrittenWithoutValues()
{
    const QJsonObject answer = ask({u"classify"_s, demo(u"leaked-list.csv"_s), u"--rows"_s, path(u"rows.csv"_s)});
    QCOMPARE(answer[u"verdict"_s], m_verdict[u"verdict"_s]);
    const QList<QByteArray> lines = read(path(u"rows.csv"_s)).trimmed().split('\n');
    QCOMPARE(lines.size(), 5001);
    QCOMPARE(lines.first().trimmed(), "row,verdict,data_set,tenant,confidence,reasons");
    qsizetype production = 0;
    for (qsizetype i = 1; i < lines.size(); ++i) {
        QCOMPARE(lines[i].split(',').first().toLongLong(), i);
        production += lines[i].split(',').at(1) == "production";
        QVERIFY2(!lines[i].contains('@'), lines[i].constData());
    }
    QCOMPARE(production, m_verdict[u"production"_s].toInt());
}

void TestCtl::aGateFailsOnPersonalData()
{
    const QJsonObject failed = ask({u"classify"_s, demo(u"leaked-list.csv"_s), u"--fail-on"_s, u"personal"_s}, 1);
    QCOMPARE(failed[u"verdict"_s].toString(), u"personal"_s);
    QByteArray clean;
    const QList<QByteArray> lines = read(demo(u"sandbox-contacts.csv"_s)).split('\n');
    for (qsizetype i = 0; i < 50; ++i) {
        clean += lines[i] + '\n';
    }
    const QJsonObject passed = ask({u"classify"_s, u"-"_s, u"--fail-on"_s, u"personal,unresolved"_s}, 0, clean);
    QCOMPARE(passed[u"verdict"_s].toString(), u"synthetic"_s);
}

void TestCtl::otherFormatsGetTheSameVerdict()
{
    // The demonstration's list as JSON Lines: its cells hold no quotes.
    QList<QByteArray> lines = read(demo(u"leaked-list.csv"_s)).trimmed().split('\n');
    const QByteArrayList names = lines.takeFirst().trimmed().split(',');
    QByteArray json;
    for (const QByteArray& line : lines) {
        const QByteArrayList cells = line.trimmed().split(',');
        if (cells.size() != names.size() || line.contains('"')) {
            continue;
        }
        QJsonObject properties;
        for (qsizetype i = 0; i < names.size(); ++i) {
            properties.insert(QString::fromUtf8(names[i]), QString::fromUtf8(cells[i]));
        }
        json += QJsonDocument(QJsonObject{{u"properties"_s, properties}}).toJson(QJsonDocument::Compact) + '\n';
    }
    const QJsonObject answer = ask({u"classify"_s, u"-"_s}, 0, json);
    QCOMPARE(answer[u"format"_s].toString(), u"JSON Lines"_s);
    QVERIFY(answer[u"rows"_s].toInt() > 4000);
    QCOMPARE(answer[u"verdict"_s], m_verdict[u"verdict"_s]);
    QVERIFY(answer[u"synthetic"_s].toInt() > 3000 && answer[u"production"_s].toInt() > 0);
    QCOMPARE(ask({u"classify"_s, u"-"_s, u"--format"_s, u"archive"_s}, 4, json)[u"error"_s][u"code"_s].toString(),
             u"provenance.damaged"_s);
    const QByteArray cut = json.first(json.size() / 2 - 3);
    const QJsonObject half = ask({u"classify"_s, u"-"_s}, 0, cut);
    QCOMPARE(half[u"unreadable_rows"_s].toInt(), 1);
}

void TestCtl::logsAreSearchedForLeaks()
{
    const QByteArray row = read(demo(u"production-contacts.csv"_s)).split('\n').at(3);
    const QByteArray address = row.split(',').at(4);
    QVERIFY(QDir(path({})).mkpath(u"logs/old"_s));
    write(path(u"logs/app.log"_s), "started\n\nlogin of " + address + " failed\nstopped\n");
    write(path(u"logs/old/app.log"_s), "nothing here\nnor here, nobody@nowhere.invalid\n");
    const QStringList search{u"classify"_s, path(u"logs"_s), u"--report"_s, u"leaks-in-logs"_s};
    const QJsonObject found = ask(search);
    QCOMPARE(found[u"leaks_total"_s].toInt(), 1);
    QCOMPARE(found[u"files_with_leaks"_s].toInt(), 1);
    const QJsonObject leak = found[u"leaks"_s][0].toObject();
    QCOMPARE(leak[u"file"_s].toString(), path(u"logs/app.log"_s));
    QCOMPARE(leak[u"line"_s].toInt(), 3);
    QCOMPARE(leak[u"meanings"_s].toArray(), QJsonArray{u"email"_s});
    QCOMPARE(leak[u"verdict"_s].toString(), u"production"_s);
    QVERIFY(!QJsonDocument(found).toJson().contains(address));
    const Ran text = run(search + QStringList{u"--fail-on"_s, u"personal"_s});
    QCOMPARE(text.exit, 1);
    QVERIFY2(text.out.contains("app.log:3: email (production, CRM)") && !text.out.contains(address),
             text.out.constData());
    QVERIFY(QDir(path({})).mkpath(u"empty"_s));
    QCOMPARE(ask({u"classify"_s, path(u"empty"_s)}, 4)[u"error"_s][u"code"_s].toString(), u"input.missing"_s);
    ask({u"classify"_s, path(u"logs"_s), u"--report"_s, u"everything"_s}, 2);
}

void TestCtl::aCopyNamesItsRecipientWhenItLeaks()
{
    const QString source = demo(u"sandbox-contacts.csv"_s);
    const QString copy = path(u"for-integrator.csv"_s);
    const QStringList tag{u"dataset"_s, u"tag"_s,         source,          u"-o"_s,   copy,        u"--name"_s,
                          u"July"_s,    u"--recipient"_s, u"Integrator"_s, u"--of"_s, u"Sandbox"_s};
    const QJsonObject made = ask(tag);
    QVERIFY(made[u"canaries"_s].toInt() > 50);
    QVERIFY(made[u"columns"_s].toArray().size() >= 2);
    QCOMPARE(made[u"sha256"_s].toString().toLatin1(),
             QCryptographicHash::hash(read(copy), QCryptographicHash::Sha256).toHex());
    const auto code = [&](const QStringList& arguments, int exit, const QByteArray& input = {}) {
        return ask(arguments, exit, input)[u"error"_s][u"code"_s].toString();
    };
    QCOMPARE(code(tag, 4), u"provenance.target-exists"_s);
    const QStringList real{u"dataset"_s,     u"tag"_s, source,    u"-o"_s, path(u"other.csv"_s), u"--name"_s, u"X"_s,
                           u"--recipient"_s, u"Y"_s,   u"--of"_s, u"CRM"_s};
    QCOMPARE(code(real, 4), u"provenance.tag-production"_s);
    QVERIFY(!QFile::exists(path(u"other.csv"_s)));
    const QJsonArray copies = ask({u"dataset"_s, u"copies"_s})[u"copies"_s].toArray();
    QCOMPARE(copies.size(), 1);
    QCOMPARE(copies.first()[u"recipient"_s].toString(), u"Integrator"_s);
    QVERIFY(!copies.first().toObject().contains(u"canaries"_s));

    const QJsonObject whole = ask({u"dataset"_s, u"verify"_s, copy});
    QCOMPARE(whole[u"marked_rows"_s], whole[u"rows"_s]);
    QVERIFY(whole[u"manifest"_s][u"signature_good"_s].toBool() && whole[u"manifest"_s][u"signed_here"_s].toBool()
            && whole[u"manifest"_s][u"file_unchanged"_s].toBool());

    // The marks cut off, every other row gone, the rest backwards.
    QList<QByteArray> lines = read(copy).trimmed().split('\n');
    QByteArray leaked = lines.takeFirst();
    leaked.truncate(leaked.lastIndexOf(','));
    for (qsizetype i = lines.size() - 1; i >= 0; i -= 2) {
        leaked += '\n' + lines[i].left(lines[i].lastIndexOf(','));
    }
    const QJsonObject found = ask({u"classify"_s, u"-"_s}, 0, leaked);
    QCOMPARE(found[u"copies"_s].toArray().size(), 1);
    QVERIFY(found[u"copies"_s][0][u"named"_s].toBool());
    QCOMPARE(found[u"copies"_s][0][u"recipient"_s].toString(), u"Integrator"_s);
    QCOMPARE(found[u"verdict"_s].toString(), u"synthetic"_s);
    QCOMPARE(ask({u"dataset"_s, u"verify"_s, u"-"_s}, 1, read(source))[u"copies"_s].toArray().size(), 0);

    // A changed manifest, and a changed file beside a good one.
    const QString manifest = copy + u".croissant.json"_s;
    const QByteArray good = read(manifest);
    write(path(u"forged.json"_s), QByteArray(good).replace("Integrator", "Somebody"));
    QVERIFY(!ask({u"dataset"_s, u"verify"_s, copy, u"--manifest"_s, path(u"forged.json"_s)},
                 1)[u"manifest"_s][u"signature_good"_s]
                 .toBool(true));
    QVERIFY(!ask({u"dataset"_s, u"verify"_s, u"-"_s, u"--manifest"_s, manifest}, 1,
                 leaked)[u"manifest"_s][u"file_unchanged"_s]
                 .toBool(true));
    write(path(u"forged.json"_s), "{}");
    QCOMPARE(code({u"dataset"_s, u"verify"_s, copy, u"--manifest"_s, path(u"forged.json"_s)}, 4),
             u"provenance.manifest-damaged"_s);
}

void TestCtl::anIncidentIsOpenedAndWorkedOn()
{
    const QJsonObject opened = ask({u"incident"_s, u"open"_s, u"--title"_s, u"Contacts on a paste site"_s,
                                    u"--surface"_s, u"data-sync"_s, u"--severity"_s, u"high"_s, u"--detected"_s,
                                    u"2026-10-01T08:30:00+02:00"_s, u"--shortest-notice"_s, u"48"_s});
    m_incident = opened[u"number"_s].toString();
    QVERIFY(m_incident.startsWith("INC-"_L1));
    QVERIFY(opened[u"tasks"_s].toInt() > 10);
    const QJsonArray clocks = ask({u"clock"_s, u"list"_s, u"--incident"_s, m_incident})[u"clocks"_s].toArray();
    QCOMPARE(clocks.size(), 1);
    const QString due = clocks.first()[u"due"_s].toString();
    QCOMPARE(QDateTime::fromString(due, Qt::ISODate).toUTC(),
             QDateTime::fromString(u"2026-10-03T06:30:00Z"_s, Qt::ISODate));
    const QJsonArray tasks = ask({u"task"_s, u"list"_s, u"--incident"_s, m_incident})[u"tasks"_s].toArray();
    QVERIFY(tasks.size() > 10);
    const QString task = tasks.first()[u"id"_s].toString();
    QVERIFY(!ask({u"task"_s, u"set"_s, task, u"state=in-progress"_s}).isEmpty());
    const QJsonObject added = ask({u"timeline"_s, u"add"_s, u"--incident"_s, m_incident, u"--occurred"_s,
                                   u"2026-10-01 07:15"_s, u"--tz"_s, u"Europe/Berlin"_s, u"--seen"_s,
                                   u"The list is posted."_s});
    QVERIFY(!added[u"id"_s].toString().isEmpty());
    const QJsonObject timeline = ask({u"timeline"_s, u"list"_s, u"--incident"_s, m_incident});
    const QByteArray written = QJsonDocument(timeline).toJson();
    QVERIFY(written.contains("The list is posted."));
    QVERIFY(written.contains("2026-10-01T05:15:00")); // shown with an offset, ordered by instant
    QVERIFY(!ask({u"incident"_s, u"set"_s, m_incident, u"severity=critical"_s}).isEmpty());
    QCOMPARE(ask({u"incident"_s, u"show"_s, m_incident})[u"severity"_s].toString(), u"critical"_s);
}

void TestCtl::evidenceComesBackAsItWas()
{
    QByteArray large;
    for (int i = 0; large.size() < 3'000'000; ++i) {
        large += QByteArray::number(i * 7919) + '\n';
    }
    write(path(u"access.log"_s), large);
    const QJsonObject added = ask({u"evidence"_s, u"add"_s, path(u"access.log"_s), u"--incident"_s, m_incident,
                                   u"--source"_s, u"https://gateway.example/logs"_s});
    QCOMPARE(added[u"size"_s].toInteger(), large.size());
    QCOMPARE(added[u"sha256"_s].toString().toLatin1(),
             QCryptographicHash::hash(large, QCryptographicHash::Sha256).toHex());
    const QString id = added[u"id"_s].toString();
    QVERIFY(!ask({u"evidence"_s, u"extract"_s, id, u"-o"_s, path(u"back.log"_s)}).isEmpty());
    QCOMPARE(read(path(u"back.log"_s)), large);
    QVERIFY(ask({u"evidence"_s, u"custody"_s, id})[u"custody"_s].toArray().size() >= 2);
    // The same bytes again are recognised.
    const QJsonObject again = ask({u"evidence"_s, u"add"_s, path(u"access.log"_s), u"--incident"_s, m_incident});
    QCOMPARE(again[u"id"_s].toString(), id);
    QVERIFY(!ask({u"sighting"_s, u"add"_s, u"--incident"_s, m_incident, u"--url"_s, u"https://paste.example/x"_s,
                  u"--seen"_s, u"2026-10-01T07:00:00Z"_s})
                 .isEmpty());
}

void TestCtl::theVerdictIsFiled()
{
    const QJsonObject filed = ask({u"classify"_s, demo(u"leaked-list.csv"_s), u"--incident"_s, m_incident});
    QCOMPARE(filed[u"production"_s], m_verdict[u"production"_s]);
    const QByteArray shown = QJsonDocument(ask({u"incident"_s, u"show"_s, m_incident})).toJson();
    QVERIFY2(shown.contains("personal"), shown.constData());
    QVERIFY(ask({u"evidence"_s, u"list"_s, u"--incident"_s, m_incident})[u"evidence"_s].toArray().size() == 2);
    QVERIFY(!ask({u"decision"_s, u"add"_s, u"--incident"_s, m_incident, u"--title"_s, u"Notify the customers"_s,
                  u"--why"_s, u"Real rows of several tenants are in the list."_s})
                 .isEmpty());
}

void TestCtl::syntheticIdentitiesAreBlocked()
{
    QString evidence;
    for (const QJsonValue& one :
         ask({u"evidence"_s, u"list"_s, u"--incident"_s, m_incident})[u"evidence"_s].toArray()) {
        evidence = one[u"name"_s] == "leaked-list.csv"_L1 ? one[u"id"_s].toString() : evidence;
    }
    const auto blockList = [&](const QString& file, const QString& form, int exit = 0) {
        return ask({u"evidence"_s, u"block-list"_s, evidence, u"-o"_s, path(file), u"--form"_s, form}, exit);
    };
    const QJsonObject plain = blockList(u"plain.csv"_s, u"plain"_s);
    QCOMPARE(plain[u"rows"_s], m_verdict[u"synthetic"_s]);
    const QByteArray list = read(path(u"plain.csv"_s));
    QCOMPARE(list.count('\n') - 1, plain[u"entries"_s].toInt());
    const QByteArray real = read(demo(u"production-contacts.csv"_s)).toLower();
    for (const QByteArray& line : list.trimmed().split('\n').mid(1)) {
        QVERIFY2(!line.startsWith("email,") || !real.contains(line.mid(6)), line.constData());
    }
    const QJsonObject keyed = blockList(u"keyed.csv"_s, u"keyed"_s);
    QCOMPARE(keyed[u"entries"_s], plain[u"entries"_s]);
    const QByteArray key = QByteArray::fromHex(read(keyed[u"key_file"_s].toString()).trimmed());
    QCOMPARE(key.size(), 32);
    const QByteArray first = list.split('\n').at(1); // "email,…"
    const QByteArray code = QMessageAuthenticationCode::hash(QByteArray(first).replace(5, 1, ":"), key,
                                                             QCryptographicHash::Sha256)
                                .toHex();
    QVERIFY(read(path(u"keyed.csv"_s)).contains("\nemail," + code + '\n'));
    for (const QString& file : {path(u"plain.csv"_s), keyed[u"key_file"_s].toString()}) {
        QCOMPARE(QFile(file).permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    }
    const QByteArray custody = QJsonDocument(ask({u"evidence"_s, u"custody"_s, evidence})).toJson();
    QVERIFY(custody.contains(plain[u"sha256"_s].toString().toLatin1()));
    QVERIFY(custody.contains(keyed[u"sha256"_s].toString().toLatin1()));
    QCOMPARE(blockList(u"plain.csv"_s, u"plain"_s, 4)[u"error"_s][u"code"_s].toString(), u"provenance.target-exists"_s);
    // A file with nobody in it.
    evidence = ask({u"evidence"_s, u"add"_s, u"-"_s, u"--name"_s, u"empty"_s, u"--incident"_s, m_incident}, 0,
                   "nothing to see\n")[u"id"_s]
                   .toString();
    QCOMPARE(blockList(u"none.csv"_s, u"plain"_s, 4)[u"error"_s][u"code"_s].toString(),
             u"provenance.nothing-to-block"_s);
    QVERIFY(!QFile::exists(path(u"none.csv"_s)));
}

void TestCtl::unknownRowsAreExplained()
{
    const QByteArray leak = "Name,Email\nAnn One,ann@example.com\nBen Two,ben.two@gmail.com\n";
    const QJsonObject answer = ask({u"classify"_s, u"-"_s}, 0, leak);
    QCOMPARE(answer[u"unknown"_s].toInt(), 2);
    const QJsonArray found = answer[u"indicators"_s].toArray();
    QCOMPARE(found.size(), 1);
    QCOMPARE(found.at(0)[u"id"_s].toString(), u"reserved-domain"_s);
    QCOMPARE(found.at(0)[u"column"_s].toString(), u"Email"_s);
    QCOMPARE(found.at(0)[u"rows"_s].toInt(), 1);
    QVERIFY(found.at(0)[u"source"_s].toString().startsWith(u"RFC 2606"_s));
    QCOMPARE(answer[u"unknown_looks"_s][u"nobodys_rows"_s].toInt(), 1);
    QVERIFY(ask({u"classify"_s, u"-"_s, u"--indicators"_s, u"off"_s}, 0, leak)[u"indicators"_s].toArray().isEmpty());
    // A row is explained by what was weighed.
    const QJsonObject why
        = ask({u"classify"_s, demo(u"leaked-list.csv"_s), u"--explain"_s, u"1"_s})[u"explained"_s].toObject();
    QCOMPARE(why[u"row"_s].toInt(), 1);
    const QJsonObject record = why[u"records"_s][0].toObject();
    QVERIFY(record[u"decisive"_s].toBool() && record[u"chance"_s].toDouble() < 1e-6);
    double product = 1;
    for (const QJsonValue& factor : record[u"factors"_s].toArray()) {
        product *= factor[u"what"_s] == "collision"_L1 ? 1 : factor[u"factor"_s].toDouble();
    }
    QVERIFY(product <= record[u"chance"_s].toDouble());
    QCOMPARE(ask({u"classify"_s, u"-"_s, u"--explain"_s, u"none"_s}, 2, leak)[u"error"_s][u"code"_s].toString(),
             u"usage.value"_s);
    // A second sample says what is new against the first, which is evidence or a file.
    QFile first(path(u"first.csv"_s));
    QVERIFY(first.open(QIODevice::WriteOnly) && first.write(leak) == leak.size());
    first.close();
    const QByteArray more = leak + "Cem Three,cem.three@gmail.com\n";
    const QJsonObject second = ask(
        {u"classify"_s, u"-"_s, u"--against"_s, first.fileName(), u"--rows"_s, path(u"second-rows.csv"_s)}, 0, more);
    QCOMPARE(second[u"against"_s][u"new_rows"_s].toInt(), 1);
    QCOMPARE(second[u"against"_s][u"new"_s][u"unknown"_s].toInt(), 1);
    QVERIFY(read(path(u"second-rows.csv"_s)).trimmed().endsWith(",yes"));
    const QString evidence
        = ask({u"evidence"_s, u"add"_s, first.fileName(), u"--incident"_s, m_incident})[u"id"_s].toString();
    QCOMPARE(ask({u"classify"_s, u"-"_s, u"--against"_s, evidence}, 0, more)[u"against"_s][u"seen_rows"_s].toInt(), 2);
    QCOMPARE(ask({u"classify"_s, u"-"_s, u"--against"_s, u"nobody"_s}, 4, more)[u"error"_s][u"code"_s].toString(),
             u"input.missing"_s);
    QVERIFY(ask({u"indicators"_s, u"list"_s})[u"indicators"_s].toArray().size() > 20);
}

void TestCtl::aNearRowIsSaidAndStaysUnknown()
{
    const QString production = path(u"kestrel.csv"_s);
    write(production,
          "FirstName,LastName,Email,Phone,Company\n"
          "Katharina,Wisniewski,katharina.wisniewski@kestrelworks.org,+49 30 5550 1234,Kestrel Works GmbH\n");
    const QStringList set{u"dataset"_s, u"register"_s, production,     u"--name"_s,
                          u"Kestrel"_s, u"--kind"_s,   u"production"_s};
    QCOMPARE(ask(set + QStringList{u"--near"_s, u"--connector"_s, u"sf"_s}, 2)[u"error"_s][u"code"_s].toString(),
             u"usage.value"_s);
    const QJsonObject registered = ask(set + QStringList{u"--near"_s});
    QVERIFY(registered[u"near_bytes"_s].toInt() > 0);
    const QString leak = path(u"mistyped.csv"_s);
    write(leak,
          "FirstName,LastName,Email,Phone\n"
          "Katharina,Wisniewsky,katharrina.wisniewski@kestrelworks.org,\n"
          "K***,W***,k***@kestrelworks.org,+49 ** **** 1234\n"
          "Zdenka,Quillfeather,zq@nowhere-near.org,\n");
    const QString rows = path(u"near.csv"_s);
    const QJsonObject answer = ask({u"classify"_s, leak, u"--rows"_s, rows});
    QCOMPARE(answer[u"unknown"_s].toInt(), 3);
    QCOMPARE(answer[u"verdict"_s].toString(), u"unresolved"_s);
    QCOMPARE(answer[u"near"_s][u"unknown_rows"_s].toInt(), 3);
    QCOMPARE(answer[u"near"_s][u"near_rows"_s].toInt(), 2);
    QCOMPARE(answer[u"near"_s][u"near_production_rows"_s].toInt(), 2);
    QCOMPARE(answer[u"near"_s][u"by_data_set"_s][0][u"name"_s].toString(), u"Kestrel"_s);
    QCOMPARE(answer[u"near"_s][u"by_data_set"_s][0][u"rows"_s].toInt(), 2);
    const QByteArray written = read(rows);
    QCOMPARE(written.count("near production \"\"Kestrel\"\" record 1,"), 2); // quotes are doubled in CSV
    QVERIFY(!written.contains("isniewsk") && !written.contains("kestrelworks"));
    QCOMPARE(ask({u"classify"_s, leak, u"--near"_s, u"off"_s})[u"near"_s][u"unknown_rows"_s].toInt(), 0);
    // It is a finding about a row, not that its values stand in the log.
    QCOMPARE(ask({u"classify"_s, leak, u"--report"_s, u"leaks-in-logs"_s})[u"leaks_total"_s].toInt(), 0);
    QVERIFY(!ask({u"dataset"_s, u"remove"_s, registered[u"id"_s].toString(), u"--reason"_s, u"Tested"_s}).isEmpty());
    QVERIFY(QDir(path(u"vault"_s) + u"/index"_s).entryList({u"*.near"_s}, QDir::Files).isEmpty());
}

void TestCtl::answersFollowTheRegistryAndPeople()
{
    const QByteArray leak = "Name,Email\nAnn One,ann.one@made-up.org\nBen Two,ben.two@made-up.org\n"
                            "Cem Three,cem.three@made-up.org\n";
    write(path(u"later.csv"_s), leak);
    const QJsonObject filed = ask({u"classify"_s, path(u"later.csv"_s), u"--incident"_s, m_incident});
    QCOMPARE(filed[u"unknown"_s].toInt(), 3);
    const QString evidence = filed[u"evidence"_s].toString();
    const auto answers = [&] { return ask({u"evidence"_s, u"answers"_s, evidence}); };
    QCOMPARE(answers()[u"stale"_s].toBool(true), false);
    QCOMPARE(ask({u"evidence"_s, u"recheck"_s, evidence})[u"samples"_s][0][u"asked"_s].toBool(true), false);
    // Two of them turn out to be somebody's test contacts.
    const QByteArray made = leak.left(leak.indexOf("Cem"));
    const QString set = ask({u"dataset"_s, u"register"_s, u"-"_s, u"--name"_s, u"Found later"_s, u"--kind"_s,
                             u"synthetic"_s},
                            0, made)[u"id"_s]
                            .toString();
    QCOMPARE(answers()[u"stale"_s].toBool(), true);
    const QJsonObject again = ask({u"evidence"_s, u"recheck"_s, evidence})[u"samples"_s][0].toObject();
    QCOMPARE(again[u"changed_rows"_s].toInt(), 2);
    QCOMPARE(again[u"moved"_s][0][u"to"_s].toString(), u"synthetic"_s);
    const QJsonArray both = answers()[u"answers"_s].toArray();
    QCOMPARE(both.size(), 2);
    const QString changed = path(u"changed.csv"_s);
    QCOMPARE(ask({u"evidence"_s, u"compare"_s, both[0][u"id"_s].toString(), both[1][u"id"_s].toString(), u"--rows"_s,
                  changed})[u"changed_rows"_s]
                 .toInt(),
             2);
    QCOMPARE(read(changed), "first_row,last_row,before,after\r\n1,2,unknown,synthetic\r\n");
    // A person has looked at the third.
    const auto setRow = [&](const QStringList& more, int exit) {
        return ask(QStringList{u"evidence"_s, u"override"_s, evidence, u"--rows"_s, u"3"_s} + more, exit);
    };
    const QStringList asMadeUp{u"--verdict"_s, u"synthetic"_s, u"--reason"_s, u"Ours"_s};
    QCOMPARE(setRow(asMadeUp, 2)[u"error"_s][u"code"_s].toString(), u"value.empty"_s);
    const QJsonObject stands = setRow(asMadeUp + QStringList{u"--support"_s, evidence}, 0);
    QCOMPARE(stands[u"verdict"_s].toString(), u"synthetic"_s);
    QCOMPARE(stands[u"machine"_s][u"unknown"_s].toInt(), 1);
    QCOMPARE(answers()[u"standing"_s][u"rows_set_by_people"_s].toInt(), 1);
    QCOMPARE(answers()[u"overrides"_s][0][u"by"_s].toString(), u"Ada"_s);
    QCOMPARE(ask({u"evidence"_s, u"take-back"_s, stands[u"override"_s].toString(), u"--reason"_s,
                  u"Not sure"_s})[u"verdict"_s]
                 .toString(),
             u"unresolved"_s);
    const QString certificate = path(u"certificate.json"_s);
    const QJsonObject written = ask({u"certificate"_s, u"write"_s, evidence, u"-o"_s, certificate});
    QCOMPARE(written[u"verdict"_s].toString(), u"unresolved"_s);
    QVERIFY(QFile::exists(written[u"page"_s].toString()));
    const QJsonObject checked = ask({u"certificate"_s, u"check"_s, certificate, u"--reproduce"_s});
    QVERIFY(checked[u"ok"_s].toBool() && checked[u"reproduced"_s].toBool() && checked[u"signer_known"_s].toBool());
    const QString signer = checked[u"signer"_s].toString();
    QVERIFY(ask({u"certificate"_s, u"check"_s, certificate, u"--signer"_s, signer})[u"signer_expected"_s].toBool());
    QVERIFY(!ask({u"certificate"_s, u"check"_s, certificate, u"--signer"_s, QString(64, u'0')}, 1)[u"ok"_s].toBool());
    QCOMPARE(
        ask({u"certificate"_s, u"check"_s, certificate, u"--sample"_s, path(u"access.log"_s)}, 4)[u"error"_s][u"code"_s]
            .toString(),
        u"provenance.sample-changed"_s);
    QCOMPARE(ask({u"certificate"_s, u"check"_s, path(u"later.csv"_s)}, 4)[u"error"_s][u"code"_s].toString(),
             u"provenance.certificate-damaged"_s);
    // The same contacts in production: they count as real until a second person says otherwise.
    const QString real = ask({u"dataset"_s, u"register"_s, u"-"_s, u"--name"_s, u"CRM too"_s, u"--kind"_s,
                              u"production"_s},
                             0, made)[u"id"_s]
                             .toString();
    QCOMPARE(ask({u"evidence"_s, u"recheck"_s, u"--incident"_s, m_incident})[u"samples"_s].toArray().size(), 2);
    QCOMPARE(answers()[u"standing"_s][u"machine"_s][u"production"_s].toInt(), 2);
    const QString mark
        = ask({u"overlap"_s, u"mark"_s, set, real, u"--reason"_s, u"Contacts for tests"_s})[u"mark"_s].toString();
    QCOMPARE(ask({u"overlap"_s, u"confirm"_s, mark}, 4)[u"error"_s][u"code"_s].toString(), u"provenance.same-person"_s);
    for (const QJsonValue& one : ask({u"overlap"_s, u"list"_s})[u"overlaps"_s].toArray()) {
        QCOMPARE(one[u"state"_s].toString(), one[u"mark"_s].toString() == mark ? u"marked"_s : u"open"_s);
    }
    QVERIFY(!ask({u"overlap"_s, u"withdraw"_s, mark, u"--reason"_s, u"Enough tested"_s}).isEmpty());
    for (const QString& id : {set, real}) {
        QVERIFY(!ask({u"dataset"_s, u"remove"_s, id, u"--reason"_s, u"Tested"_s}).isEmpty());
    }
    QVERIFY(!ask({u"evidence"_s, u"recheck"_s, u"--incident"_s, m_incident}).isEmpty());
}

void TestCtl::aFolderIsWatched()
{
    const QString folder = path(u"incoming"_s);
    QVERIFY(QDir().mkpath(folder));
    QProcess watching;
    watching.setProcessEnvironment(environmentFor({}));
    watching.start(QStringLiteral(BULKHEADCTL),
                   {u"classify"_s, folder, u"--watch"_s, u"--json"_s, u"--fail-on"_s, u"personal"_s});
    const auto said = [&watching] {
        QByteArray line;
        return QTest::qWaitFor(
                   [&] {
                       watching.waitForReadyRead(50);
                       line += watching.readLine();
                       return line.endsWith('\n');
                   },
                   30'000)
            ? QJsonDocument::fromJson(line).object()
            : QJsonObject();
    };
    write(folder + u"/first.csv"_s, "Name,Email\nNobody Known,nobody.known@made-up.org\n");
    QCOMPARE(said()[u"verdict"_s].toString(), u"unresolved"_s);
    write(folder + u"/broken.pdf"_s, "%PDF-1.4 and nothing more");
    QCOMPARE(said()[u"error"_s][u"code"_s].toString(), u"provenance.damaged"_s);
    write(folder + u"/real.csv"_s, read(demo(u"production-contacts.csv"_s)));
    QCOMPARE(said()[u"verdict"_s].toString(), u"personal"_s);
    ::kill(static_cast<pid_t>(watching.processId()), SIGINT);
    QVERIFY(watching.waitForFinished(30'000));
    QCOMPARE(watching.exitStatus(), QProcess::NormalExit);
    QCOMPARE(watching.exitCode(), 1); // something was found
    QCOMPARE(ask({u"classify"_s, path(u"later.csv"_s), u"--watch"_s}, 2)[u"error"_s][u"code"_s].toString(),
             u"usage.value"_s);
}

void TestCtl::stateAtATimeIsWhatItWas()
{
    const QString before = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs);
    QTest::qWait(20);
    QVERIFY(!ask({u"incident"_s, u"set"_s, m_incident, u"severity=low"_s}).isEmpty());
    QCOMPARE(ask({u"incident"_s, u"show"_s, m_incident})[u"severity"_s].toString(), u"low"_s);
    QCOMPARE(ask({u"incident"_s, u"show"_s, m_incident, u"--at"_s, before})[u"severity"_s].toString(), u"critical"_s);
}

void TestCtl::aSecondPersonWorksWithinTheirRoles()
{
    QVERIFY(!ask({u"user"_s, u"add"_s, u"--kdf-seconds"_s, u"0"_s, u"Lena"_s, u"--roles"_s, u"executive"_s,
                  u"--new-passphrase-file"_s, path(u"lena"_s)})
                 .isEmpty());
    const QJsonObject seen = ask({u"incident"_s, u"show"_s, m_incident}, 0, {}, path(u"lena"_s));
    QCOMPARE(seen[u"number"_s].toString(), m_incident);
    const QJsonObject refused = ask({u"incident"_s, u"set"_s, m_incident, u"severity=high"_s}, 5, {}, path(u"lena"_s));
    QVERIFY(!refused[u"error"_s][u"message"_s].toString().isEmpty());
    QCOMPARE(ask({u"user"_s, u"list"_s})[u"users"_s].toArray().size(), 2);
    // Nobody takes another's key away.
    const QJsonArray keys = ask({u"vault"_s, u"slots"_s, u"list"_s})[u"slots"_s].toArray();
    QString adas;
    for (const QJsonValue& key : keys) {
        adas = key[u"user"_s].toString() == u"Ada" && adas.isEmpty() ? key[u"id"_s].toString() : adas;
    }
    QVERIFY(!adas.isEmpty());
    ask({u"vault"_s, u"slots"_s, u"remove"_s, adas}, 5, {}, path(u"lena"_s));
    QCOMPARE(ask({u"vault"_s, u"slots"_s, u"list"_s})[u"slots"_s].toArray(), keys);
}

void TestCtl::theJournalIsVerifiedAndExported()
{
    const QJsonObject verified = ask({u"verify"_s, u"--deep"_s});
    QVERIFY(verified[u"ok"_s].toBool());
    QVERIFY(verified[u"changes"_s].toInt() >= 12);
    QVERIFY(verified[u"problems"_s].toArray().isEmpty());
    const Ran tail = run({u"journal"_s, u"export"_s, u"--incident"_s, m_incident, u"--json"_s});
    QCOMPARE(tail.exit, 0);
    const QList<QByteArray> lines = tail.out.trimmed().split('\n');
    QVERIFY(lines.size() > 10);
    for (const QByteArray& line : lines) {
        QVERIFY2(QJsonDocument::fromJson(line).isObject(), line.constData());
    }
    QVERIFY(!ask({u"journal"_s, u"rebuild"_s}).isEmpty());
    QVERIFY(ask({u"verify"_s})[u"ok"_s].toBool());
    for (const QLatin1StringView format : {"json"_L1, "md"_L1, "html"_L1, "pdf"_L1}) {
        const QString file = path(u"export."_s + format);
        const QJsonObject exported = ask(
            {u"incident"_s, u"export"_s, m_incident, u"--format"_s, QString(format), u"-o"_s, file});
        QCOMPARE(exported[u"sha256"_s].toString().toLatin1(),
                 QCryptographicHash::hash(read(file), QCryptographicHash::Sha256).toHex());
        if (format != "pdf"_L1) {
            QVERIFY(read(file).contains(m_incident.toUtf8()));
            continue;
        }
        QProcess reader;
        reader.start(u"pdftotext"_s, {file, u"-"_s});
        QVERIFY2(reader.waitForFinished(), "pdftotext is missing: install poppler-utils");
        QVERIFY(reader.readAllStandardOutput().contains(m_incident.toUtf8()));
    }
}

void TestCtl::aDamagedVaultIsFound()
{
    // A copy with one byte of one blob turned.
    QVERIFY(QDir().mkpath(path(u"copy"_s)));
    QVERIFY(QProcess::execute(u"cp"_s, {u"-a"_s, path(u"vault/."_s), path(u"copy"_s)}) == 0);
    QDirIterator blobs(path(u"copy/blobs"_s), QDir::Files, QDirIterator::Subdirectories);
    QVERIFY(blobs.hasNext());
    const QString blob = blobs.next();
    QByteArray bytes = read(blob);
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    write(blob, bytes);
    const QJsonObject found = ask({u"--vault"_s, path(u"copy"_s), u"verify"_s, u"--deep"_s}, 1);
    QVERIFY(!found[u"ok"_s].toBool());
    QVERIFY(!found[u"problems"_s].toArray().isEmpty());
    const QByteArray problem = QJsonDocument(found[u"problems"_s].toArray()).toJson();
    QVERIFY2(problem.contains("blob"), problem.constData());
    // A page of the database.
    QByteArray database = read(path(u"copy/journal.db"_s));
    QVERIFY(database.size() > 20'000);
    for (int i = 0; i < 64; ++i) {
        database[9000 + i] = static_cast<char>(database[9000 + i] ^ 0x55);
    }
    write(path(u"copy/journal.db"_s), database);
    const Ran broken = run({u"--vault"_s, path(u"copy"_s), u"verify"_s, u"--json"_s});
    QCOMPARE(broken.exit, 1);
    QVERIFY2(!broken.json[u"ok"_s].toBool(), broken.out.constData());
    QVERIFY(!broken.json[u"problems"_s].toArray().isEmpty());
}

void TestCtl::wrongUseHasItsExitCodes_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<int>("exit");
    QTest::addColumn<QString>("said");
    QTest::newRow("unknown command") << QStringList{u"clasify"_s} << 2 << u"classify"_s;
    QTest::newRow("unknown option") << QStringList{u"verify"_s, u"--depe"_s} << 2 << u"--deep"_s;
    QTest::newRow("no vault there") << QStringList{u"--vault"_s, u"/nowhere/at/all"_s, u"verify"_s} << 3
                                    << u"/nowhere/at/all"_s;
    QTest::newRow("wrong passphrase") << QStringList{u"--passphrase-file"_s, u"WRONG"_s, u"incident"_s, u"list"_s} << 3
                                      << u"passphrase"_s;
    QTest::newRow("no such file") << QStringList{u"classify"_s, u"/nowhere/leak.csv"_s} << 4 << u"/nowhere/leak.csv"_s;
    QTest::newRow("no such incident") << QStringList{u"incident"_s, u"show"_s, u"INC-9999"_s} << 4 << u"INC-9999"_s;
    QTest::newRow("no such time") << QStringList{u"timeline"_s,   u"add"_s,       u"--incident"_s, u"INC-0001"_s,
                                                 u"--occurred"_s, u"yesterday"_s, u"--seen"_s,     u"x"_s}
                                  << 2 << u"yesterday"_s;
    QTest::newRow("no such field") << QStringList{u"incident"_s, u"set"_s, u"INC-0001"_s, u"sevrity=high"_s} << 2
                                   << u"sevrity"_s;
    QTest::newRow("a field twice") << QStringList{u"incident"_s, u"set"_s, u"INC-0001"_s, u"severity=low"_s,
                                                  u"severity=high"_s}
                                   << 2 << u"twice"_s;
    QTest::newRow("no title") << QStringList{u"incident"_s, u"set"_s, u"INC-0001"_s, u"title="_s} << 2 << u"empty"_s;
    QTest::newRow("another number") << QStringList{u"incident"_s, u"set"_s, u"INC-0001"_s, u"number=7"_s} << 2
                                    << u"number"_s;
    QTest::newRow("no reason") << QStringList{u"decision"_s, u"add"_s, u"--incident"_s, u"INC-0001"_s,
                                              u"--title"_s,  u"x"_s,   u"--why"_s,      QString()}
                               << 2 << u"empty"_s;
    QTest::newRow("empty passphrase") << QStringList{u"--passphrase-file"_s, u"/dev/null"_s, u"incident"_s, u"list"_s}
                                      << 3 << u"passphrase"_s;
    QTest::newRow("a vault over another")
        << QStringList{u"vault"_s,  u"create"_s, u"VAULT"_s,   u"--name"_s, u"x"_s,
                       u"--user"_s, u"x"_s,      u"--roles"_s, u"legal"_s,  u"--new-passphrase-file"_s,
                       u"ADA"_s}
        << 4 << QString();
}

void TestCtl::wrongUseHasItsExitCodes()
{
    QFETCH(QStringList, words);
    QFETCH(const int, exit);
    QFETCH(const QString, said);
    words.replaceInStrings(u"WRONG"_s, path(u"wrong"_s));
    words.replaceInStrings(u"VAULT"_s, path(u"vault"_s));
    words.replaceInStrings(u"ADA"_s, path(u"ada"_s));
    const Ran plain = run(words);
    QVERIFY2(plain.exit == exit, (QByteArray::number(plain.exit) + plain.out + plain.errors).constData());
    QVERIFY2(plain.errors.contains(said.toUtf8()), plain.errors.constData());
    const Ran json = run(words + QStringList{u"--json"_s});
    QCOMPARE(json.exit, exit);
    QVERIFY2(!json.json[u"error"_s][u"code"_s].toString().isEmpty(), json.out.constData());
    QVERIFY2(!json.json[u"error"_s][u"message"_s].toString().isEmpty(), json.out.constData());
}

void TestCtl::aFullDiskIsSaid()
{
    qputenv("BULKHEAD_VAULT", path(u"vault"_s).toUtf8());
    qputenv("BULKHEAD_PASSPHRASE_FILE", path(u"ada"_s).toUtf8());
    qputenv("XDG_STATE_HOME", path(u"state"_s).toUtf8());
    const QString command = QStringLiteral(BULKHEADCTL " incident list --json > /dev/full 2> %1").arg(path(u"said"_s));
    QCOMPARE(QProcess::execute(u"sh"_s, {u"-c"_s, command}), 7);
    QVERIFY(!read(path(u"said"_s)).isEmpty());
}

void TestCtl::closedStreamsDoNotReachTheVault()
{
    const QString command = QStringLiteral(BULKHEADCTL " incident show INC-0001 --json <&- >&- 2>&-");
    QCOMPARE(QProcess::execute(u"sh"_s, {u"-c"_s, command}), 0);
    const QString reading = QStringLiteral(BULKHEADCTL " classify - --json <&- > %1").arg(path(u"said"_s));
    QCOMPARE(QProcess::execute(u"sh"_s, {u"-c"_s, reading}), 0);
    QVERIFY2(read(path(u"said"_s)).contains("unresolved"), read(path(u"said"_s)).constData());
    const QString writing = QStringLiteral(BULKHEADCTL
                                           " timeline add --incident INC-0001 --seen overheard <&- >&- 2>&-");
    QCOMPARE(QProcess::execute(u"sh"_s, {u"-c"_s, writing}), 0);
    QDirIterator files(path(u"vault"_s), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString file = files.next();
        QVERIFY2(!read(file).contains("overheard") && !read(file).contains("INC-0001"), qPrintable(file));
    }
}

void TestCtl::nothingSecretIsPrinted()
{
    QVERIFY(m_printed.size() > 10'000);
    QVERIFY(!m_printed.contains("harbour violet"));
    QVERIFY(!m_printed.contains("quiet lantern"));
    QVERIFY(!m_printed.contains(read(path(u"code"_s)).trimmed()));
    for (const QByteArray& line : read(demo(u"leaked-list.csv"_s)).split('\n').mid(1)) {
        const QByteArray address = line.split(';').value(1);
        QVERIFY2(address.isEmpty() || !m_printed.contains(address), address.constData());
    }
}

QTEST_GUILESS_MAIN(TestCtl)
#include "tst_ctl.moc"
