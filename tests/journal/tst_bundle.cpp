#include "models/journal/bundle.h"
#include "models/journal/bundleformat.h"
#include "tests/journal/desks.h"

#include <QBuffer>
#include <QProcess>
#include <QStandardPaths>
#include <QtTest>

#include <archive.h>
#include <archive_entry.h>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

namespace {

constexpr Kind fileKind = 12;
constexpr FieldId fileHash = fieldId(fileKind, 1);

Schema schemaWithFiles()
{
    Schema schema = smallSchema();
    schema.add({fileKind, "file", "File", {{1, "sha256", FieldType::Octets, responders, "SHA-256"}}, 0});
    return schema;
}

using Members = std::vector<std::pair<QByteArray, QByteArray>>;

/// A zip file as any program could make it, without the writer under test.
void pack(const QString& path, const Members& members, bool compressed = false)
{
    archive* zip = archive_write_new();
    archive_write_set_format_zip(zip);
    compressed ? archive_write_zip_set_compression_deflate(zip) : archive_write_zip_set_compression_store(zip);
    QVERIFY(archive_write_open_filename(zip, path.toUtf8().constData()) == ARCHIVE_OK);
    archive_entry* entry = archive_entry_new();
    for (const auto& [name, content] : members) {
        archive_entry_clear(entry);
        archive_entry_copy_pathname(entry, name.constData());
        archive_entry_set_size(entry, content.size());
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_write_header(zip, entry);
        archive_write_data(zip, content.constData(), static_cast<size_t>(content.size()));
    }
    archive_entry_free(entry);
    archive_write_close(zip);
    archive_write_free(zip);
}

Members unpack(const QString& path)
{
    Members members;
    archive* zip = archive_read_new();
    archive_read_support_format_zip(zip);
    archive_entry* entry = nullptr;
    if (archive_read_open_filename(zip, path.toUtf8().constData(), 65536) == ARCHIVE_OK) {
        while (archive_read_next_header(zip, &entry) == ARCHIVE_OK) {
            QByteArray content(static_cast<qsizetype>(archive_entry_size(entry)), '\0');
            archive_read_data(zip, content.data(), static_cast<size_t>(content.size()));
            members.emplace_back(archive_entry_pathname_utf8(entry), content);
        }
    }
    archive_read_free(zip);
    return members;
}

QByteArray& member(Members& members, const QByteArray& prefix)
{
    const auto found = std::ranges::find_if(members, [&](const auto& one) { return one.first.startsWith(prefix); });
    if (found == members.end()) {
        qFatal("no member %s", prefix.constData());
    }
    return found->second;
}

void drop(Members& members, const QByteArray& prefix)
{
    QVERIFY(std::erase_if(members, [&](const auto& one) { return one.first.startsWith(prefix); }) > 0);
}

/// A manifest that fits the members again, signed on a machine.
void reseal(Members& members, const TestVault& on)
{
    BundleManifest manifest = *BundleManifest::decode(member(members, "manifest.json"));
    manifest.members.clear();
    for (const auto& [name, content] : members) {
        if (!name.startsWith("manifest.")) {
            manifest.members.push_back({QString::fromUtf8(name), content.size(), sha256(content)});
        }
    }
    manifest.device = on.journal().device();
    member(members, "manifest.json") = manifest.encoded();
    member(members, "manifest.sig")
        = on.vault().signAsDevice(BundleManifest::signedMessage(manifest.vault, manifest.encoded())).toHex();
}

} // namespace

/// An incident leaves the vault as one file, and whoever gets it finds whatever was altered in it.
class TestBundle : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void isVerifiedWithoutTheVault();
    void isReadByOtherPrograms();
    void holdsNothingOfCounselUnlessAsked();
    void needsTheRightToReadWhatItHolds();
    void holdsNoOtherIncident();
    void isNotWrittenOver();
    void leavesBehindWhatNobodySigned();
    void isJudgedWhereTheClockIsSlow();
    void namesAnotherVaultThanTheExpected();
    void isUnpinnedWhenForgedWhole();
    void findsWhatWasAltered_data();
    void findsWhatWasAltered();
    void findsAlterationsBehindARightManifest_data();
    void findsAlterationsBehindARightManifest();
    void findsAnyFlippedOctetOfAMember();
    void refusesWhatIsNoBundle_data();
    void refusesWhatIsNoBundle();
    void ignoresMembersWithHostileNames();
    void findsAFileThatBreaksOff();
    void survivesAnyFlippedOctetOfTheFile();

private:
    [[nodiscard]] QString path(const QString& name) const { return m_folder.filePath(name); }
    [[nodiscard]] Id addFile(const QByteArray& content, const Id& to, const TestVault& desk)
    {
        QByteArray bytes = content;
        QBuffer source(&bytes);
        source.open(QIODevice::ReadOnly);
        const Material material = must(desk.journal().intake(team(to), source));
        const Id file = Id::make(desk.clock.now());
        must(desk.journal().append(fact(team(to), file, fileHash, Value(material.sha256))));
        return file;
    }
    [[nodiscard]] BundleWritten write(const TestVault& desk, const QString& name, bool withCounsel = false,
                                      std::optional<Id> of = {})
    {
        return must(writeBundle(desk.journal(), {of.value_or(m_incident), u"A leak"_s, withCounsel, path(name)}));
    }
    [[nodiscard]] Verification check(const QString& file, BytesView expected = {})
    {
        return must(must(Bundle::open(file, m_schema, m_desk->clock))->verify(expected));
    }
    [[nodiscard]] QStringList codesOf(const Members& members, BytesView expected = {})
    {
        const QString file = path(u"altered.zip"_s);
        pack(file, members);
        const auto bundle = Bundle::open(file, m_schema, m_desk->clock);
        if (!bundle) {
            return {bundle.error().code};
        }
        QStringList codes;
        for (const Problem& one : must((*bundle)->verify(expected)).problems) {
            codes.append(one.code);
        }
        return codes;
    }

    QTemporaryDir m_folder;
    Schema m_schema = schemaWithFiles();
    std::unique_ptr<TestVault> m_desk;
    Id m_incident;
    Id m_other;
    Members m_whole; ///< of a good bundle, counsel among it
};

void TestBundle::initTestCase()
{
    m_desk = std::make_unique<TestVault>(m_schema);
    must(m_desk->create());
    must(m_desk->addUser(u"Edda"_s, Role::Engineering));
    m_incident = Id::make(m_desk->clock.now());
    m_other = Id::make(m_desk->clock.now());
    for (const Id& incident : {m_incident, m_other}) {
        must(m_desk->journal().append(fact(team(incident), incident, incidentTitle, "A leak")));
        for (int i = 0; i < 6; ++i) {
            const Id note = Id::make(m_desk->clock.now());
            must(m_desk->journal().append(fact(team(incident), note, noteText, "a note")));
            must(m_desk->journal().append(fact(counsel(incident), note, noteAdvice, "do not say this aloud")));
        }
    }
    (void)addFile("name,mail\nAda,ada@example.org\n", m_incident, *m_desk);
    (void)addFile("another leaked file", m_incident, *m_desk);
    (void)addFile("of the other incident", m_other, *m_desk);
    must(m_desk->journal().signHeads());
    (void)write(*m_desk, u"whole.zip"_s, true);
    m_whole = unpack(path(u"whole.zip"_s));
    QCOMPARE(codesOf(m_whole, m_desk->journal().fingerprint()), QStringList());
}

void TestBundle::isVerifiedWithoutTheVault()
{
    const BundleWritten written = write(*m_desk, u"team.zip"_s);
    QCOMPARE(QFile::permissions(path(u"team.zip"_s)) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    QFile file(path(u"team.zip"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(sha256(file.readAll()), written.sha256);
    QCOMPARE(written.material.size(), 2U);

    const Verification result = check(path(u"team.zip"_s), m_desk->journal().fingerprint());
    QCOMPARE(result.problems.size(), 0U);
    QCOMPARE(result.changes, written.changes);
    QCOMPARE(result.blobs, 2);
    QCOMPARE(result.devices, 1);
    QCOMPARE(result.unreadable, 0);
    QCOMPARE(result.fingerprint, m_desk->journal().fingerprint());

    const auto bundle = must(Bundle::open(path(u"team.zip"_s), m_schema, m_desk->clock));
    QCOMPARE(bundle->manifest().incident, m_incident);
    QCOMPARE(bundle->manifest().exportedBy, u"Ada"_s);
    QCOMPARE(must(bundle->journal()->records(m_incident, noteKind)).size(), 6U);
    QCOMPARE(must(bundle->openMaterial(sha256("another leaked file")))->readAll(), "another leaked file"_ba);
    QCOMPARE(codeOf(bundle->openMaterial(sha256("of the other incident"))), u"bundle.missing-member"_s);
}

void TestBundle::isReadByOtherPrograms()
{
    const QString unzip = QStandardPaths::findExecutable(u"unzip"_s);
    if (unzip.isEmpty()) {
        QSKIP("unzip is not installed");
    }
    QProcess process;
    process.start(unzip, {u"-t"_s, path(u"whole.zip"_s)});
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitCode(), 0);
    process.start(unzip, {u"-p"_s, path(u"whole.zip"_s), u"material/"_s + hex(sha256("another leaked file"))});
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.readAllStandardOutput(), "another leaked file"_ba);
    process.start(unzip, {u"-p"_s, path(u"whole.zip"_s), u"README.txt"_s});
    QVERIFY(process.waitForFinished());
    QVERIFY(process.readAllStandardOutput().contains(hex(m_desk->journal().fingerprint()).toUtf8()));
}

void TestBundle::holdsNothingOfCounselUnlessAsked()
{
    (void)write(*m_desk, u"plain.zip"_s);
    for (const auto& [name, content] : unpack(path(u"plain.zip"_s))) {
        QVERIFY2(!name.contains("counsel"), name.constData());
        QVERIFY2(!content.contains("counsel"), name.constData());
    }
    const auto with = must(Bundle::open(path(u"whole.zip"_s), m_schema, m_desk->clock));
    QVERIFY(with->journal()->canRead(counsel(m_incident)));
    const auto without = must(Bundle::open(path(u"plain.zip"_s), m_schema, m_desk->clock));
    QVERIFY(!without->journal()->canRead(counsel(m_incident)));
}

void TestBundle::needsTheRightToReadWhatItHolds()
{
    must(m_desk->openAs(u"Edda"_s));
    const auto refused = writeBundle(m_desk->journal(), {m_incident, u"A leak"_s, true, path(u"stolen.zip"_s)});
    QCOMPARE(codeOf(refused), u"journal.not-permitted"_s);
    QVERIFY(!QFileInfo::exists(path(u"stolen.zip"_s)));
    VERIFY_OK(writeBundle(m_desk->journal(), {m_incident, u"A leak"_s, false, path(u"edda.zip"_s)}));
    QCOMPARE(check(path(u"edda.zip"_s)).problems.size(), 0U);
    must(m_desk->openAs());
}

void TestBundle::holdsNoOtherIncident()
{
    for (const auto& [name, content] : m_whole) {
        QVERIFY2(!content.contains(m_other.bytes()) && !content.contains(m_other.text().toUtf8())
                     && !content.contains("of the other incident"),
                 name.constData());
    }
}

void TestBundle::isNotWrittenOver()
{
    QCOMPARE(codeOf(writeBundle(m_desk->journal(), {m_incident, u"A leak"_s, false, path(u"whole.zip"_s)})),
             u"input.exists"_s);
}

void TestBundle::leavesBehindWhatNobodySigned()
{
    auto desk = m_desk->copy();
    must(desk->openAs());
    must(desk->journal().append(fact(team(m_incident), Id::make(desk->clock.now()), noteText, "not signed yet")));
    QVERIFY(desk->journal().unsignedChanges() > 0);
    (void)write(*desk, u"prefix.zip"_s);
    const auto bundle = must(Bundle::open(path(u"prefix.zip"_s), m_schema, m_desk->clock));
    QCOMPARE(must(bundle->verify()).problems.size(), 0U);
    QCOMPARE(must(bundle->journal()->records(m_incident, noteKind)).size(), 6U);
    must(desk->journal().signHeads());
    (void)write(*desk, u"signed.zip"_s);
    const auto later = must(Bundle::open(path(u"signed.zip"_s), m_schema, m_desk->clock));
    QCOMPARE(must(later->journal()->records(m_incident, noteKind)).size(), 7U);
    must(m_desk->openAs());
}

void TestBundle::isJudgedWhereTheClockIsSlow()
{
    SettableClock slow;
    slow.set(m_desk->clock.now() - 86'400'000);
    const auto bundle = must(Bundle::open(path(u"whole.zip"_s), m_schema, slow));
    const Verification result = must(bundle->verify());
    QCOMPARE(result.problems.size(), 0U);
    QCOMPARE(result.held, 0);
}

void TestBundle::namesAnotherVaultThanTheExpected()
{
    QCOMPARE(codesOf(m_whole, Bytes(32, 'x')), QStringList{u"verify.unexpected-fingerprint"_s});
}

void TestBundle::isUnpinnedWhenForgedWhole()
{
    TestVault forger(m_schema);
    must(forger.create());
    must(forger.journal().append(fact(team(m_incident), m_incident, incidentTitle, "A leak")));
    must(forger.journal().signHeads());
    (void)write(forger, u"forged.zip"_s);
    // Whole in itself: only the fingerprint from elsewhere tells it from the true one.
    QCOMPARE(check(path(u"forged.zip"_s)).problems.size(), 0U);
    const Verification pinned = check(path(u"forged.zip"_s), m_desk->journal().fingerprint());
    QCOMPARE(pinned.problems.size(), 1U);
    QCOMPARE(pinned.problems.front().code, u"verify.unexpected-fingerprint"_s);
    forger.close();
    must(m_desk->openAs());
}

void TestBundle::findsWhatWasAltered_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("code");
    QTest::newRow("README dropped") << u"drop README"_s << u"bundle.missing-member"_s;
    QTest::newRow("keys dropped") << u"drop keys"_s << u"bundle.unreadable"_s;
    QTest::newRow("heads dropped") << u"drop heads"_s << u"bundle.missing-member"_s;
    QTest::newRow("vault's changes dropped") << u"drop changes/vault"_s << u"bundle.missing-member"_s;
    QTest::newRow("team's changes dropped") << u"drop changes/team"_s << u"bundle.missing-member"_s;
    QTest::newRow("material dropped") << u"drop material/"_s << u"bundle.missing-material"_s;
    QTest::newRow("manifest dropped") << u"drop manifest.json"_s << u"bundle.missing-member"_s;
    QTest::newRow("signature dropped") << u"drop manifest.sig"_s << u"bundle.bad-signature"_s;
    QTest::newRow("something added") << u"add"_s << u"bundle.unexpected-member"_s;
    QTest::newRow("material twice") << u"twice"_s << u"bundle.duplicate-member"_s;
    QTest::newRow("manifest rewritten") << u"rewrite"_s << u"bundle.bad-signature"_s;
}

void TestBundle::findsWhatWasAltered()
{
    QFETCH(const QString, what);
    QFETCH(const QString, code);
    Members members = m_whole;
    if (what.startsWith("drop "_L1)) {
        drop(members, what.mid(5).toUtf8());
    } else if (what == "add"_L1) {
        members.emplace_back("material/" + QByteArray(64, 'a'), "planted");
    } else if (what == "twice"_L1) {
        members.emplace_back("material/" + sha256("another leaked file").toHex(), "planted");
    } else {
        member(members, "manifest.json").replace("A leak", "A hoax");
    }
    QVERIFY2(codesOf(members).contains(code), qPrintable(codesOf(members).join(u' ')));
}

void TestBundle::findsAlterationsBehindARightManifest_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("code");
    QTest::newRow("stranger signs") << u"stranger"_s << u"bundle.bad-signature"_s;
    QTest::newRow("materials swapped") << u"swap"_s << u"bundle.altered-member"_s;
    QTest::newRow("a change left out") << u"change"_s << u"journal.missing-change"_s;
    QTest::newRow("the last change left out") << u"last"_s << u"journal.missing-change"_s;
    QTest::newRow("a body exchanged") << u"body"_s << u"journal.body-mismatch"_s;
    QTest::newRow("a signature of a head") << u"head"_s << u"journal.missing-change"_s;
    QTest::newRow("another key") << u"key"_s << u"bundle.unreadable"_s;
    QTest::newRow("material with its own hash") << u"planted"_s << u"bundle.unnamed-material"_s;
    QTest::newRow("material forgotten") << u"forgotten"_s << u"bundle.missing-material"_s;
}

void TestBundle::findsAlterationsBehindARightManifest()
{
    QFETCH(const QString, what);
    QFETCH(const QString, code);
    Members members = m_whole;
    std::unique_ptr<TestVault> stranger;
    const auto editChanges = [&](const auto& edit) {
        QByteArray& content = member(members, "changes/team");
        std::vector<SealedChange> changes;
        QVERIFY(journal::bundleformat::decodeChanges(content, changes));
        edit(changes);
        content = journal::bundleformat::encodeChanges(changes);
        BundleManifest manifest = *BundleManifest::decode(member(members, "manifest.json"));
        manifest.changes -= what == "body"_L1 ? 0 : 1;
        member(members, "manifest.json") = manifest.encoded();
    };
    const auto editMaterial = [&](const auto& edit) {
        BundleManifest manifest = *BundleManifest::decode(member(members, "manifest.json"));
        edit(manifest.material);
        member(members, "manifest.json") = manifest.encoded();
    };
    if (what == "swap"_L1) {
        const auto hash = [](const char* content) { return "material/" + sha256(content).toHex(); };
        std::swap(member(members, hash("another leaked file")),
                  member(members, hash("name,mail\nAda,ada@example.org\n")));
    } else if (what == "change"_L1) {
        editChanges([](auto& changes) { changes.erase(changes.begin() + 3); });
    } else if (what == "last"_L1) {
        editChanges([](auto& changes) { changes.pop_back(); });
    } else if (what == "body"_L1) {
        editChanges([](auto& changes) { std::swap(changes[2].body, changes[3].body); });
    } else if (what == "head"_L1) {
        std::vector<Head> heads;
        QVERIFY(journal::bundleformat::decodeHeads(member(members, "heads.cbor"), heads));
        for (Head& head : heads) {
            head.signature = Bytes(64, 's');
        }
        member(members, "heads.cbor") = journal::bundleformat::encodeHeads(heads);
    } else if (what == "key"_L1) {
        std::vector<Extract::Key> keys;
        QVERIFY(journal::bundleformat::decodeKeys(member(members, "keys.json"), keys));
        for (Extract::Key& key : keys) {
            key.key = key.stream.isVault() ? std::move(key.key) : SecretBytes::random(32);
        }
        member(members, "keys.json") = journal::bundleformat::encodeKeys(keys);
    } else if (what == "planted"_L1) {
        members.emplace_back("material/" + sha256("planted").toHex(), "planted");
        editMaterial([](auto& material) { material.push_back({sha256("planted"), 7, false}); });
    } else if (what == "forgotten"_L1) {
        drop(members, "material/" + sha256("another leaked file").toHex());
        editMaterial([](auto& material) {
            std::erase_if(material, [](const auto& one) { return one.sha256 == sha256("another leaked file"); });
        });
    } else {
        stranger = std::make_unique<TestVault>(m_schema);
        must(stranger->create());
    }
    reseal(members, stranger ? *stranger : *m_desk);
    const QStringList codes = codesOf(members);
    QVERIFY2(codes.contains(code) || (what == "head"_L1 && !codes.isEmpty()), qPrintable(codes.join(u' ')));
    if (stranger) {
        stranger->close();
        must(m_desk->openAs());
    }
}

void TestBundle::findsAnyFlippedOctetOfAMember()
{
    for (std::size_t at = 0; at < m_whole.size(); ++at) {
        const qsizetype size = m_whole[at].second.size();
        for (const qsizetype place : {qsizetype(0), size / 3, size / 2, size - 1}) {
            Members members = m_whole;
            char& octet = members[at].second[place];
            octet = static_cast<char>(octet ^ 0x01);
            if (Bytes::fromHex(members[at].second) == Bytes::fromHex(m_whole[at].second)
                && members[at].first == "manifest.sig") {
                continue;
            }
            QVERIFY2(!codesOf(members).isEmpty(),
                     (members[at].first + " octet " + QByteArray::number(place)).constData());
        }
    }
}

void TestBundle::refusesWhatIsNoBundle_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("code");
    QTest::newRow("nothing there") << u"missing"_s << u"input.missing"_s;
    QTest::newRow("a folder") << u"folder"_s << u"input.unreadable"_s;
    QTest::newRow("text") << u"text"_s << u"bundle.not-a-bundle"_s;
    QTest::newRow("empty") << u"empty"_s << u"bundle.not-a-bundle"_s;
    QTest::newRow("another zip") << u"zip"_s << u"bundle.not-a-bundle"_s;
    QTest::newRow("a hundred thousand members") << u"many"_s << u"bundle.refused"_s;
    QTest::newRow("a bomb") << u"bomb"_s << u"bundle.refused"_s;
    QTest::newRow("a large manifest") << u"large"_s << u"bundle.refused"_s;
    QTest::newRow("a newer format") << u"newer"_s << u"bundle.newer-format"_s;
}

void TestBundle::refusesWhatIsNoBundle()
{
    QFETCH(const QString, what);
    QFETCH(const QString, code);
    const QString file = path(u"hostile-"_s + what);
    if (what == "text"_L1 || what == "empty"_L1) {
        QFile text(file);
        QVERIFY(text.open(QIODevice::WriteOnly));
        text.write(what == "text"_L1 ? "not a zip file" : "");
    } else if (what == "folder"_L1) {
        QVERIFY(QDir().mkpath(file));
    } else if (what == "zip"_L1) {
        pack(file, {{"holiday.jpg", "a picture"}});
    } else if (what == "many"_L1) {
        Members members;
        for (int i = 0; i < 100'000; ++i) {
            members.emplace_back("changes/team-" + QByteArray::number(i).rightJustified(6, '0') + ".cbor", "x");
        }
        pack(file, members);
    } else if (what == "bomb"_L1) {
        // Small on disk, large when it is unpacked; every single member within its own limit.
        Members members = m_whole;
        for (int i = 100; i < 140; ++i) {
            members.emplace_back("changes/team-000" + QByteArray::number(i) + ".cbor", QByteArray(4 << 20, '\0'));
        }
        pack(file, members, true);
        QVERIFY(QFileInfo(file).size() < 1 << 20);
    } else if (what == "large"_L1) {
        Members members = m_whole;
        member(members, "manifest.json").append(QByteArray(17 << 20, ' '));
        pack(file, members);
    } else if (what == "newer"_L1) {
        Members members = m_whole;
        member(members, "manifest.json").replace("\"format\": 1", "\"format\": 2");
        pack(file, members);
    }
    QCOMPARE(codeOf(Bundle::open(file, m_schema, m_desk->clock)), code);
}

void TestBundle::ignoresMembersWithHostileNames()
{
    for (const char* name : {"../../outside", "/etc/hostile", "material/../../outside", "changes/team-000001.cbor/../x",
                             "con", "C:\\x", "material/ABCDEF", "\xff\xfe"}) {
        Members members = m_whole;
        members.emplace_back(name, "hostile");
        QVERIFY2(codesOf(members).contains(u"bundle.unexpected-member"_s)
                     || codesOf(members).contains(u"bundle.duplicate-member"_s),
                 name);
    }
    QVERIFY(!QFileInfo::exists(m_folder.filePath(u"../outside"_s)));
}

void TestBundle::findsAFileThatBreaksOff()
{
    QFile whole(path(u"whole.zip"_s));
    QVERIFY(whole.open(QIODevice::ReadOnly));
    const QByteArray bytes = whole.readAll();
    // The directory at the end repeats what stands before it; without some of its octets nothing is lost yet.
    for (const qsizetype size : {bytes.size() * 3 / 4, bytes.size() / 2, bytes.size() / 4}) {
        QFile cut(path(u"cut.zip"_s));
        QVERIFY(cut.open(QIODevice::WriteOnly | QIODevice::Truncate));
        cut.write(bytes.first(size));
        cut.close();
        const auto bundle = Bundle::open(cut.fileName(), m_schema, m_desk->clock);
        QVERIFY2(!bundle || !must((*bundle)->verify()).ok(), QByteArray::number(size).constData());
        QVERIFY2(bundle || bundle.error().is("bundle.not-a-bundle"_L1), QByteArray::number(size).constData());
    }
}

void TestBundle::survivesAnyFlippedOctetOfTheFile()
{
    QFile whole(path(u"whole.zip"_s));
    QVERIFY(whole.open(QIODevice::ReadOnly));
    const QByteArray bytes = whole.readAll();
    for (qsizetype at = 3; at < bytes.size(); at += bytes.size() / 97) {
        QByteArray flipped = bytes;
        flipped[at] = static_cast<char>(flipped[at] ^ (1 << at % 8));
        QFile out(path(u"flipped.zip"_s));
        QVERIFY(out.open(QIODevice::WriteOnly | QIODevice::Truncate));
        out.write(flipped);
        out.close();
        const auto bundle = Bundle::open(out.fileName(), m_schema, m_desk->clock);
        if (bundle && must((*bundle)->verify()).ok()) {
            // Only what the zip format itself does not need: a date, a flag, a copy of a name.
            const Members left = unpack(out.fileName());
            QCOMPARE(left.size(), m_whole.size());
            for (std::size_t i = 0; i < left.size(); ++i) {
                QVERIFY2(left[i] == m_whole[i],
                         (QByteArray::number(at) + ' ' + left[i].first + ' ' + QByteArray::number(left[i].second.size())
                          + " was " + QByteArray::number(m_whole[i].second.size()))
                             .constData());
            }
        }
    }
}

QTEST_GUILESS_MAIN(TestBundle)
#include "tst_bundle.moc"
