#include "models/crm/sync/mapping.h"
#include "models/crm/sync/merging.h"
#include "models/crm/sync/packagesource.h"
#include "support/testvault.h"

#include <QTemporaryDir>

using namespace bulkhead;
using namespace bulkhead::crm;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

class MappingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oursAreWhole()
    {
        const auto mappings = Mappings::load({QStringLiteral(BULKHEAD_SOURCE_DIR "/resources/mappings")});
        VERIFY_OK(mappings);
        for (const auto* const system : {"salesforce", "hubspot", "dataverse"}) {
            const Mapping* mapping = mappings->find(QString::fromLatin1(system));
            QVERIFY2(mapping, system);
            QVERIFY(mapping->object(u"incident"_s) && mapping->object(u"task"_s));
            for (const ObjectMapping& object : mapping->objects) {
                QVERIFY2(!object.needed.empty(), system); // the key that keeps records apart has to be made there
            }
            // Nothing of a case but these leaves with a first release.
            QStringList basic;
            for (const FieldMapping& field : mapping->object(u"incident"_s)->fieldsFor(CrmScope::Basic)) {
                basic.append(field.ours);
            }
            QVERIFY2(!basic.contains(u"title"_s) && !basic.contains(u"summary"_s), system);
            QVERIFY2(basic.contains(u"code_name"_s), system);
        }
        int files = 0;
        QVERIFY(checkMappings(QStringLiteral(BULKHEAD_SOURCE_DIR "/resources"), files).empty());
        QCOMPARE(files, 3);
    }

    void aPackageMakesWhatIsNeeded()
    {
        const auto mappings = must(Mappings::load({QStringLiteral(BULKHEAD_SOURCE_DIR "/resources/mappings")}));
        const Mapping& ours = *mappings.find(u"salesforce"_s);
        const auto files = must(packageSource(ours));
        QCOMPARE(files.size(), std::size_t(4)); // the case's field, the activity's, who may, and what is in it
        const QString manifest = QString::fromUtf8(files.at(u"package.xml"_s));
        QVERIFY(manifest.contains(u"<members>Case.Leak_Key__c</members>"_s));
        QVERIFY(manifest.contains(u"<members>Activity.Leak_Key__c</members>"_s)); // a task's fields are defined there
        QVERIFY(manifest.contains(u"<version>62.0</version>"_s));
        const QString field = QString::fromUtf8(files.at(u"objects/Activity.object"_s));
        for (const QString& line :
             {u"<length>64</length>"_s, u"<unique>true</unique>"_s, u"<externalId>true</externalId>"_s,
              u"<caseSensitive>false</caseSensitive>"_s, u"<label>Leak key</label>"_s}) {
            QVERIFY2(field.contains(line), qPrintable(line));
        }
        const QString rights = QString::fromUtf8(files.at(u"permissionsets/Bulkhead.permissionset"_s));
        for (const QString& name : {u"Case"_s, u"Task"_s, u"Event"_s}) {
            QVERIFY(rights.contains(u"<field>%1.Leak_Key__c</field>"_s.arg(name)));
        }
        const QTemporaryDir folder;
        const QString target = folder.filePath(u"package"_s);
        VERIFY_OK(writePackage(ours, target));
        QVERIFY(QFile::exists(target + u"/objects/Case.object"_s));
        QCOMPARE(codeOf(writePackage(ours, target)), u"crm.package"_s); // nothing is written over
        QCOMPARE(codeOf(packageSource(*mappings.find(u"hubspot"_s))), u"crm.mapping"_s);
        Mapping other = ours;
        other.objects.front().needed.front().type = u"Number(3)"_s;
        QCOMPARE(codeOf(packageSource(other)), u"crm.mapping"_s);
    }

    void saysWhatIsWrongWithOne_data()
    {
        QTest::addColumn<QByteArray>("field");
        QTest::addColumn<QString>("says");
        QTest::newRow("kept by the schema") << "{ours: legal_hold_reason, theirs: X}"_ba << u"may not leave"_s;
        QTest::newRow("unknown field") << "{ours: nonsense, theirs: X}"_ba << u"no field"_s;
        QTest::newRow("unknown direction") << "{ours: title, theirs: X, direction: sideways}"_ba << u"sideways"_s;
        QTest::newRow("a choice left out") << "{ours: severity, theirs: X, values: {high: High}}"_ba << u"low"_s;
        QTest::newRow("a way back to nowhere")
            << "{ours: severity, theirs: X, values: {low: L, medium: M, high: H, critical: C}, back: {Z: none}}"_ba
            << u"none"_s;
    }
    void saysWhatIsWrongWithOne()
    {
        QFETCH(const QByteArray, field);
        QFETCH(const QString, says);
        QTemporaryDir folder;
        QFile file(folder.filePath(u"mine.yaml"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("system: mine\ntitle: Mine\nversion: \"1\"\nobjects:\n  - entity: incident\n    object: Case\n"
                   "    key: K\n    fields:\n      - "
                   + field + '\n');
        file.close();
        const auto loaded = Mappings::load({folder.path()});
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().code, u"crm.mapping"_s);
        QVERIFY2(loaded.error().message.contains(says) && loaded.error().message.contains(u"mine.yaml"_s)
                     && loaded.error().message.contains(u"9"_s),
                 qPrintable(loaded.error().message));
    }

    void comparesWhateverFormACrmGives_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<QString>("first");
        QTest::addColumn<QString>("second");
        const auto row = [](const char* name, crm::FieldType type, const crm::Value& a, const crm::Value& b) {
            QTest::newRow(name) << static_cast<int>(type) << canonicalText(type, a) << canonicalText(type, b);
        };
        row("lines and blanks", crm::FieldType::Text, u"a\r\nb  "_s, u"a\nb"_s);
        row("a number as text", crm::FieldType::Number, qint64(5), u"5"_s);
        row("a whole number as a float", crm::FieldType::Number, qint64(5), 5.0);
        row("instants", crm::FieldType::Instant, Instant{1'767'225'600'000}, u"2026-01-01T00:00:00.000Z"_s);
        row("instants with an offset", crm::FieldType::Instant, Instant{1'767'225'600'000},
            u"2026-01-01T01:00:00+01:00"_s);
        row("instants as milliseconds", crm::FieldType::Instant, Instant{1'767'225'600'000}, u"1767225600000"_s);
        row("dates", crm::FieldType::Date, QDate(2026, 11, 30), u"2026-11-30"_s);
        row("nothing", crm::FieldType::Text, crm::Value(), QString());
    }
    void comparesWhateverFormACrmGives()
    {
        QFETCH(const QString, first);
        QFETCH(const QString, second);
        QCOMPARE(first, second);
    }

    void saysWhatACrmLacks()
    {
        const ObjectMapping mapping = {.entity = u"task"_s,
                                       .object = u"Task"_s,
                                       .key = u"Key"_s,
                                       .number = {},
                                       .parent = {},
                                       .fields = {{.ours = u"title"_s, .theirs = u"Subject"_s},
                                                  {.ours = u"state"_s,
                                                   .theirs = u"Status"_s,
                                                   .outward = {{u"open"_s, u"New"_s}, {u"done"_s, u"Gone"_s}}}},
                                       .constants = {},
                                       .needed = {{u"Key"_s, u"Key"_s, u"a unique text"_s}}};
        ObjectDescription there = {
            .object = u"Task"_s,
            .fields = {{.name = u"Key"_s},
                       {.name = u"Status"_s,
                        .isRestricted = true,
                        .choices = {{.value = u"New"_s}, {.value = u"Gone"_s, .isActive = false}}}}};
        QStringList lacking;
        for (const NeededField& one : mapping.lacking(there)) {
            lacking.append(one.name + u": "_s + one.type);
        }
        QCOMPARE(lacking,
                 (QStringList{u"Key: a unique text"_s, u"Subject: for \"title\""_s, u"Status: the value \"Gone\""_s}));
        there.fields.front().isUniqueKey = true;
        there.fields.back().isRestricted = false; // takes what it does not list
        there.fields.push_back({.name = u"Subject"_s});
        QVERIFY(mapping.lacking(there).empty());
    }

    void neverCutsACharacterInTwo()
    {
        const FieldMapping field = {.ours = u"title"_s, .theirs = u"Subject"_s, .longest = 5};
        QCOMPARE(std::get<QString>(outwardValue(field, u"abcdef"_s)), u"abcd\u2026"_s);
        QCOMPARE(std::get<QString>(outwardValue(field, u"abc\U0001F6A8f"_s)), u"abc\u2026"_s);
        QCOMPARE(std::get<QString>(outwardValue(field, u"abcde"_s)), u"abcde"_s);
    }
};

QTEST_GUILESS_MAIN(MappingTest)
#include "tst_mapping.moc"
