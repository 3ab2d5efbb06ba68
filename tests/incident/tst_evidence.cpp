#include "incident/desk.h"

#include "models/base/digest.h"

#include <QBuffer>

#include <sys/stat.h>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// Material comes in as a stream, is recognised, and comes out unchanged or not at all.
class EvidenceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void takesInAndGivesBack_data();
    void takesInAndGivesBack();
    void neverHoldsTheWholeMaterial();
    void beginsTheCustody();
    void recognisesTheSameMaterial();
    void takesStruckMaterialInAgain();
    void keepsTheSameMaterialForCounselApart();
    void stopsWhenAsked();
    void leavesNothingOfASourceThatFails();
    void refusesMaterialOfAnIncidentThatIsNotThere();
    void refusesMaterialOfAClosedIncident();
    void refusesWhatTheRoleMayNotBringBeforeReadingIt();
    void givesNothingOutOfDamagedMaterial();
    void saysThatMaterialIsMissing();
    void theFileIsItsOwnersAlone();
    void recordsNothingWhereTheFileCannotBeWritten();
    void recordsEachExtraction();

private:
    Casework::Intake take(const Bytes& content, const QString& name = u"list.csv"_s,
                          Compartment compartment = Compartment::Team);
    QString out(const QString& name) const { return m_folder->filePath(name); }
    std::vector<Kept<CustodyStep>> custody() { return must((*m_desk)->all<CustodyStep>(m_incident)); }
    QStringList blobs();

    std::optional<Desk> m_desk;
    std::optional<QTemporaryDir> m_folder;
    Id m_incident;
};

namespace {
/// A sequential source that makes its octets as they are read, and remembers how it was read.
class Tap : public QIODevice
{
public:
    explicit Tap(qint64 size, qint64 failsAt = -1)
        : m_size(size)
        , m_failsAt(failsAt)
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }
    bool isSequential() const override { return true; }
    bool atEnd() const override { return m_given == m_size; }
    qint64 given() const { return m_given; }
    qint64 mostAtOnce() const { return m_mostAtOnce; }

protected:
    qint64 readData(char* data, qint64 most) override
    {
        if (m_failsAt >= 0 && m_given >= m_failsAt) {
            setErrorString(u"the cable was pulled"_s);
            return -1;
        }
        m_mostAtOnce = std::max(m_mostAtOnce, most);
        const qint64 now = std::min(most, m_size - m_given);
        for (qint64 i = 0; i < now; ++i) {
            data[i] = static_cast<char>((m_given + i) * 31 >> 3);
        }
        m_given += now;
        return now;
    }
    qint64 writeData(const char* /*data*/, qint64 /*size*/) override { return -1; }

private:
    qint64 m_size;
    qint64 m_failsAt;
    qint64 m_given = 0;
    qint64 m_mostAtOnce = 0;
};

Bytes contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : Bytes("(cannot be read)");
}

void flipBit(const QString& path, qint64 at)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(at));
    char octet = 0;
    QVERIFY(file.getChar(&octet) && file.seek(at));
    QVERIFY(file.putChar(static_cast<char>(octet ^ 4)));
}
} // namespace

void EvidenceTest::init()
{
    m_desk.emplace();
    m_folder.emplace();
    m_incident = m_desk->declare();
}

Casework::Intake EvidenceTest::take(const Bytes& content, const QString& name, Compartment compartment)
{
    QBuffer source;
    source.setData(content);
    source.open(QIODevice::ReadOnly);
    Evidence about;
    about.name = name;
    return must((*m_desk)->addEvidence(m_incident, source, about, compartment));
}

QStringList EvidenceTest::blobs()
{
    return QDir(m_desk->vault().folder() + "/blobs"_L1).entryList(QDir::Files);
}

void EvidenceTest::takesInAndGivesBack_data()
{
    QTest::addColumn<int>("size");
    QTest::newRow("nothing") << 0;
    QTest::newRow("one octet") << 1;
    QTest::newRow("less than a chunk") << 70'000;
    QTest::newRow("a chunk exactly") << (1 << 20);
    QTest::newRow("several chunks and a bit") << (3 << 20) + 17;
}

void EvidenceTest::takesInAndGivesBack()
{
    QFETCH(const int, size);
    Bytes content(size, '\0');
    for (int i = 0; i < size; ++i) {
        content[i] = static_cast<char>(i * 7 >> 2);
    }
    const auto taken = take(content);
    QVERIFY(!taken.wasThere);
    QCOMPARE(taken.size, size);
    QCOMPARE(taken.sha256, sha256(content));
    const auto kept = must((*m_desk)->one<Evidence>(taken.id)).value;
    QCOMPARE(kept.sha256, taken.sha256);
    QCOMPARE(kept.size, size);
    VERIFY_OK((*m_desk)->extractEvidence(taken.id, out(u"back"_s), u"to look at it"_s));
    QVERIFY(contentOf(out(u"back"_s)) == content);
}

void EvidenceTest::neverHoldsTheWholeMaterial()
{
    constexpr qint64 size = 12 << 20;
    Tap source(size);
    std::vector<qint64> reported;
    const auto taken = (*m_desk)->addEvidence(m_incident, source, {}, Compartment::Team,
                                              [&](qint64 done) { reported.push_back(done); });
    VERIFY_OK(taken);
    QCOMPARE(taken->size, size);
    QVERIFY2(source.mostAtOnce() <= 2 << 20, qPrintable(QString::number(source.mostAtOnce())));
    QVERIFY(reported.size() >= 3);
    QVERIFY(std::ranges::is_sorted(reported));
    QCOMPARE(reported.back(), size);
    QCOMPARE(must((*m_desk)->one<Evidence>(taken->id)).value.name, u"unnamed"_s);
}

void EvidenceTest::beginsTheCustody()
{
    Tap source(10);
    Evidence about;
    about.name = u"list.csv"_s;
    about.sourceUrl = u"https://paste.example/x"_s;
    about.acquiredAt = m_desk->now() - Desk::hour;
    about.acquiredBy = u"K. Ortiz"_s;
    const auto before = m_desk->journal().counts()->changes;
    const auto taken = (*m_desk)->addEvidence(m_incident, source, about);
    VERIFY_OK(taken);
    QCOMPARE(m_desk->journal().counts()->changes - before, 1); // material and first step stand or fall together
    QCOMPARE(m_desk->journal().unsignedChanges(), 0);
    const auto steps = custody();
    QCOMPARE(steps.size(), std::size_t(1));
    QCOMPARE(steps[0].value.evidence, taken->id);
    QCOMPARE(steps[0].value.action, u"acquired"_s);
    QCOMPARE(steps[0].value.by, u"K. Ortiz"_s);
    QCOMPARE(steps[0].value.at, m_desk->now() - Desk::hour);
}

void EvidenceTest::recognisesTheSameMaterial()
{
    const auto first = take("a,b\n1,2\n");
    const auto second = take("a,b\n1,2\n", u"another name.csv"_s);
    QVERIFY(second.wasThere);
    QCOMPARE(second.id, first.id);
    QCOMPARE(must((*m_desk)->all<Evidence>(m_incident)).size(), std::size_t(1));
    QCOMPARE(blobs().size(), 1);
    // In another incident it is evidence of its own, over the same octets.
    m_incident = m_desk->declare(u"Another"_s);
    const auto elsewhere = take("a,b\n1,2\n");
    QVERIFY(!elsewhere.wasThere);
    QVERIFY(elsewhere.id != first.id);
    QCOMPARE(blobs().size(), 1);
    VERIFY_OK((*m_desk)->extractEvidence(elsewhere.id, out(u"back"_s), {}));
}

void EvidenceTest::takesStruckMaterialInAgain()
{
    const auto first = take("a,b\n");
    VERIFY_OK((*m_desk)->strike(first.id, u"the wrong file"_s));
    const auto second = take("a,b\n");
    QVERIFY(!second.wasThere);
    QVERIFY(second.id != first.id);
}

void EvidenceTest::keepsTheSameMaterialForCounselApart()
{
    const auto open = take("a,b\n");
    const auto privileged = take("a,b\n", u"advice.csv"_s, Compartment::Counsel);
    QVERIFY(!privileged.wasThere);
    QCOMPARE(must((*m_desk)->one<Evidence>(privileged.id)).stream.compartment, Compartment::Counsel);
    m_desk->enrol(u"Eng"_s, Role::Engineering);
    m_desk->signIn(u"Eng"_s);
    QCOMPARE(must((*m_desk)->all<Evidence>(m_incident)).size(), std::size_t(1));
    COMPARE_ERROR((*m_desk)->extractEvidence(privileged.id, out(u"no"_s), {}), "entity.not-found");
    VERIFY_OK((*m_desk)->extractEvidence(open.id, out(u"yes"_s), {}));
    QCOMPARE(contentOf(out(u"yes"_s)), Bytes("a,b\n"));
}

void EvidenceTest::stopsWhenAsked()
{
    std::stop_source stop;
    Tap source(1LL << 40); // would run for an hour
    const auto cancelled = (*m_desk)->addEvidence(
        m_incident, source, {}, Compartment::Team,
        [&](qint64 done) {
            if (done >= 2 << 20) {
                stop.request_stop();
            }
        },
        stop.get_token());
    COMPARE_ERROR(cancelled, "vault.cancelled");
    QVERIFY(source.given() < 16 << 20);
    QVERIFY(must((*m_desk)->all<Evidence>(m_incident)).empty());
    QVERIFY(blobs().isEmpty());
    QVERIFY(!take("still works").wasThere);
}

void EvidenceTest::leavesNothingOfASourceThatFails()
{
    Tap source(8 << 20, 3 << 20);
    const auto failed = (*m_desk)->addEvidence(m_incident, source, {});
    COMPARE_ERROR(failed, "vault.source-unreadable");
    QVERIFY2((failed.error().message + failed.error().detail).contains(u"the cable was pulled"_s),
             qPrintable(failed.error().message));
    QVERIFY(must((*m_desk)->all<Evidence>(m_incident)).empty());
    QVERIFY(blobs().isEmpty());
}

void EvidenceTest::refusesMaterialOfAnIncidentThatIsNotThere()
{
    Tap source(1000);
    COMPARE_ERROR((*m_desk)->addEvidence(Id::make(1), source, {}), "incident.not-found");
    QCOMPARE(source.given(), 0);
}

void EvidenceTest::refusesMaterialOfAClosedIncident()
{
    VERIFY_OK((*m_desk)->close(m_incident, u"false alarm"_s));
    Tap source(1000);
    COMPARE_ERROR((*m_desk)->addEvidence(m_incident, source, {}), "journal.closed");
    QCOMPARE(source.given(), 0);
}

void EvidenceTest::refusesWhatTheRoleMayNotBringBeforeReadingIt()
{
    m_desk->enrol(u"Executive"_s, Role::Executive);
    m_desk->signIn(u"Executive"_s);
    Tap source(1000);
    COMPARE_ERROR((*m_desk)->addEvidence(m_incident, source, {}), "journal.not-permitted");
    QCOMPARE(source.given(), 0);
}

void EvidenceTest::givesNothingOutOfDamagedMaterial()
{
    const auto taken = take(Bytes(3 << 20, 'x'));
    const QString blob = m_desk->vault().folder() + "/blobs/"_L1 + blobs().front();
    flipBit(blob, (2 << 20) + 500);
    const auto refused = (*m_desk)->extractEvidence(taken.id, out(u"back"_s), {});
    COMPARE_ERROR(refused, "evidence.damaged");
    QVERIFY(QDir(m_folder->path()).isEmpty());
    QCOMPARE(custody().size(), std::size_t(1));
}

void EvidenceTest::saysThatMaterialIsMissing()
{
    const auto taken = take("a,b\n");
    QVERIFY(QFile::remove(m_desk->vault().folder() + "/blobs/"_L1 + blobs().front()));
    COMPARE_ERROR((*m_desk)->extractEvidence(taken.id, out(u"back"_s), {}), "vault.blob-missing");
    QVERIFY(QDir(m_folder->path()).isEmpty());
    // Bringing it again heals it, for good.
    const auto again = take("a,b\n");
    QVERIFY(again.wasThere);
    QCOMPARE(again.id, taken.id);
    m_desk->signIn();
    VERIFY_OK((*m_desk)->extractEvidence(taken.id, out(u"back"_s), {}));
    const auto steps = custody(); // of one instant, since the clock stands: in no order
    QVERIFY(std::ranges::any_of(steps, [](const auto& step) { return step.value.action == u"restored"; }));
}

void EvidenceTest::theFileIsItsOwnersAlone()
{
    const auto taken = take("a,b\n");
    VERIFY_OK((*m_desk)->extractEvidence(taken.id, out(u"back"_s), {}));
    struct stat facts = {};
    QCOMPARE(::stat(QFile::encodeName(out(u"back"_s)).constData(), &facts), 0);
    QCOMPARE(facts.st_mode & 0777, 0600U);
}

void EvidenceTest::recordsNothingWhereTheFileCannotBeWritten()
{
    const auto taken = take("a,b\n");
    COMPARE_ERROR((*m_desk)->extractEvidence(taken.id, out(u"no/such/folder/back"_s), {}), "evidence.cannot-write");
    QVERIFY(QDir(m_folder->path()).mkdir(u"folder"_s));
    COMPARE_ERROR((*m_desk)->extractEvidence(taken.id, out(u"folder"_s), {}), "evidence.cannot-write");
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::NoDotAndDotDot | QDir::AllEntries), QStringList(u"folder"_s));
    QCOMPARE(custody().size(), std::size_t(1));
}

void EvidenceTest::recordsEachExtraction()
{
    const auto taken = take("a,b\n");
    m_desk->clock().advance(Desk::minute);
    VERIFY_OK((*m_desk)->extractEvidence(taken.id, out(u"back"_s), u"for the host's abuse desk"_s));
    const auto steps = custody();
    QCOMPARE(steps.size(), std::size_t(2));
    QCOMPARE(steps[1].value.action, u"extracted"_s);
    QCOMPARE(steps[1].value.by, u"Ada"_s);
    QCOMPARE(steps[1].value.at, m_desk->now());
    QVERIFY(steps[1].value.note.contains(u"for the host's abuse desk"_s));
    QVERIFY(steps[1].value.note.contains(u"back"_s));
}

QTEST_GUILESS_MAIN(EvidenceTest)
#include "tst_evidence.moc"
