#include "models/base/digest.h"
#include "models/vault/blobs.h"
#include "models/vault/crypto.h"
#include "tests/vault/fixture.h"

#include <QBuffer>
#include <QRandomGenerator>
#include <QtEndian>

#include <latch>
#include <set>
#include <sys/stat.h>
#include <thread>

using namespace bulkhead;
using namespace bulkhead::fixture;
using namespace Qt::StringLiterals;

namespace {
constexpr qsizetype mib = qsizetype(1) << 20;
constexpr qsizetype headerSize = 28, sealedChunk = mib + 16;

Bytes material(qsizetype size, quint32 seed = 1)
{
    Bytes bytes((size + 3) / 4 * 4, Qt::Uninitialized);
    QRandomGenerator(seed).fillRange(reinterpret_cast<quint32*>(bytes.data()), bytes.size() / 4);
    bytes.truncate(size);
    return bytes;
}

bool nobody(BytesView)
{
    return false;
}

/// A store in a folder of its own with a table of committed keys, as a journal keeps it.
struct Store
{
    Store()
        : folder(place.path(u"blobs"_s))
        , blobs(folder, SecretBytes::copyOf("a key for names, thirty-two long"))
    {
        QDir().mkdir(folder);
    }
    bool isKnown(BytesView name) const { return keys.contains(name.toByteArray()); }
    Expected<StoredBlob> write(const Bytes& content)
    {
        QBuffer source;
        source.setData(content);
        source.open(QIODevice::ReadOnly);
        return blobs.write(source, [this](BytesView name) { return isKnown(name); });
    }
    void commit(const StoredBlob& blob)
    {
        if (!blob.wasThere) {
            keys.insert_or_assign(blob.name, blob.key.clone());
        }
    }
    Expected<Bytes> read(const Bytes& name) const
    {
        TRY(const auto device, blobs.open(name, keys.at(name)));
        Bytes all;
        for (;;) {
            const Bytes some = device->read(100'000);
            if (some.isEmpty()) {
                break;
            }
            all += some;
        }
        if (!device->atEnd()) {
            return failure("read"_L1, device->errorString());
        }
        return all;
    }
    QString fileOf(const StoredBlob& blob) const { return folder + u'/' + hex(blob.name); }
    QStringList files() const { return QDir(folder).entryList(QDir::Files | QDir::Hidden); }

    Place place;
    QString folder;
    BlobStore blobs;
    std::map<Bytes, SecretBytes> keys;
};

/// Gives what it has in small pieces and then ends, or fails.
class Trickle final : public QIODevice
{
public:
    Trickle(Bytes content, bool fails)
        : m_content(std::move(content))
        , m_fails(fails)
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }
    [[nodiscard]] bool isSequential() const override { return true; }
    bool waitForReadyRead(int) override
    {
        m_isReady = true;
        return m_at < m_content.size();
    }

protected:
    qint64 readData(char* into, qint64 size) override
    {
        if (m_at == m_content.size() && m_fails) {
            setErrorString(u"the cable was pulled"_s);
            return -1;
        }
        if (!m_isReady) {
            return 0;
        }
        m_isReady = false;
        const auto some = std::min<qint64>({size, 70'001, m_content.size() - m_at});
        std::copy_n(m_content.constData() + m_at, some, into);
        m_at += some;
        return some;
    }
    qint64 writeData(const char*, qint64) override { return -1; }

private:
    Bytes m_content;
    qint64 m_at = 0;
    bool m_fails;
    bool m_isReady = false;
};
} // namespace

class TestBlobs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesBackWhatItTook_data()
    {
        QTest::addColumn<qsizetype>("size");
        QTest::addColumn<qsizetype>("chunks");
        QTest::newRow("empty") << qsizetype(0) << qsizetype(1);
        QTest::newRow("one octet") << qsizetype(1) << qsizetype(1);
        QTest::newRow("just under a chunk") << mib - 1 << qsizetype(1);
        QTest::newRow("exactly a chunk") << mib << qsizetype(1);
        QTest::newRow("just over a chunk") << mib + 1 << qsizetype(2);
        QTest::newRow("exactly two chunks") << 2 * mib << qsizetype(2);
        QTest::newRow("some chunks") << 3 * mib + 12345 << qsizetype(4);
    }
    void givesBackWhatItTook()
    {
        QFETCH(const qsizetype, size);
        QFETCH(const qsizetype, chunks);
        Store store;
        const Bytes content = material(size);
        auto blob = store.write(content);
        VERIFY_OK(blob);
        store.commit(*blob);
        QCOMPARE(blob->size, qint64(size));
        QCOMPARE(blob->sha256, sha256(content));
        QCOMPARE(blob->name, store.blobs.nameOf(sha256(content)));
        QVERIFY(!blob->wasThere && blob->key.size() == 32);
        QCOMPARE(store.files(), QStringList(hex(blob->name)));
        QCOMPARE(QFileInfo(store.fileOf(*blob)).size(), headerSize + size + chunks * 16);
        QCOMPARE(store.read(blob->name).value(), content);
        VERIFY_OK(store.blobs.verify(blob->name, store.keys.at(blob->name)));
        struct stat facts = {};
        QCOMPARE(::stat(QFile::encodeName(store.fileOf(*blob)).constData(), &facts), 0);
        QCOMPARE(facts.st_mode & 0777, 0600U);
        if (size > 64) {
            QVERIFY(!contentOf(store.fileOf(*blob)).contains(content.first(16)));
        }
    }

    /// The layout that README.md describes, read without any code of the store.
    void isLaidOutAsWritten()
    {
        Store store;
        const Bytes content = material(2 * mib + 5);
        const auto blob = store.write(content);
        VERIFY_OK(blob);
        const Bytes file = contentOf(store.fileOf(*blob));
        QCOMPARE(file.first(8), Bytes("BLKHBLOB"));
        QCOMPARE(qFromBigEndian<quint32>(file.constData() + 8), 1U);
        const Bytes associated = sha256(file.first(28));
        Bytes plain;
        for (int chunk = 0; chunk < 3; ++chunk) {
            const qsizetype at = 28 + chunk * sealedChunk;
            Bytes nonce(12, '\0');
            nonce[10] = static_cast<char>(chunk);
            nonce[11] = chunk == 2 ? 1 : 0;
            plain += crypto::open(blob->key, nonce, associated,
                                  BytesView(file).sliced(at, std::min(sealedChunk, file.size() - at)))
                         .value_or("damaged");
        }
        QCOMPARE(plain, content);
        QCOMPARE(blob->name, crypto::mac(SecretBytes::copyOf("a key for names, thirty-two long"), sha256(content)));
    }

    void neverUsesAKeyOrAnIdTwice()
    {
        std::set<Bytes> seen;
        for (int i = 0; i < 5; ++i) {
            Store store;
            const auto blob = store.write("the same");
            VERIFY_OK(blob);
            QVERIFY(seen.insert(blob->key.view().toByteArray()).second);
            QVERIFY(seen.insert(contentOf(store.fileOf(*blob)).sliced(12, 16)).second);
        }
    }

    void findsEveryKindOfDamage_data()
    {
        QTest::addColumn<std::function<void(QByteArray&)>>("damage");
        using Damage = std::function<void(QByteArray&)>;
        const auto flipAt = [](qsizetype at) { return Damage([at](QByteArray& file) { file[at] = file[at] ^ 4; }); };
        const auto cutTo = [](qsizetype size) { return Damage([size](QByteArray& file) { file.truncate(size); }); };
        QTest::newRow("magic") << flipAt(0);
        QTest::newRow("format") << flipAt(11);
        QTest::newRow("id") << flipAt(20);
        QTest::newRow("first chunk") << flipAt(28);
        QTest::newRow("tag of the first chunk") << flipAt(28 + mib + 3);
        QTest::newRow("second chunk") << flipAt(28 + sealedChunk + 500'000);
        QTest::newRow("last octet") << flipAt(28 + 2 * sealedChunk + 5 + 15);
        QTest::newRow("empty file") << cutTo(0);
        QTest::newRow("half a header") << cutTo(14);
        QTest::newRow("header alone") << cutTo(28);
        QTest::newRow("cut within a chunk") << cutTo(28 + 1000);
        QTest::newRow("cut at a chunk's end") << cutTo(28 + sealedChunk);
        QTest::newRow("cut at the last chunk") << cutTo(28 + 2 * sealedChunk);
        QTest::newRow("cut by an octet") << cutTo(28 + 2 * sealedChunk + 5 + 15);
        QTest::newRow("an octet more") << Damage([](QByteArray& file) { file.append('x'); });
        QTest::newRow("chunks exchanged") << Damage([](QByteArray& file) {
            const QByteArray first = file.sliced(28, sealedChunk), second = file.sliced(28 + sealedChunk, sealedChunk);
            file.replace(28, 2 * sealedChunk, second + first);
        });
        QTest::newRow("a chunk twice") << Damage(
            [](QByteArray& file) { file.replace(28 + sealedChunk, sealedChunk, file.sliced(28, sealedChunk)); });
        QTest::newRow("a chunk left out") << Damage([](QByteArray& file) { file.remove(28, sealedChunk); });
    }
    void findsEveryKindOfDamage()
    {
        QFETCH(const std::function<void(QByteArray&)>, damage);
        Store store;
        auto blob = store.write(material(2 * mib + 5));
        VERIFY_OK(blob);
        store.commit(*blob);
        QByteArray file = contentOf(store.fileOf(*blob));
        damage(file);
        setContent(store.fileOf(*blob), file);
        COMPARE_ERROR(store.blobs.verify(blob->name, store.keys.at(blob->name)), "vault.blob-damaged");
        QVERIFY(!store.read(blob->name));
    }

    void givesOutNothingOfADamagedChunk()
    {
        Store store;
        const Bytes content = material(2 * mib + 5);
        auto blob = store.write(content);
        VERIFY_OK(blob);
        store.commit(*blob);
        flip(store.fileOf(*blob), 28 + sealedChunk + 77);
        const auto device = store.blobs.open(blob->name, blob->key);
        VERIFY_OK(device);
        QCOMPARE((*device)->bytesAvailable(), content.size());
        Bytes got(3 * mib, '\0');
        QCOMPARE((*device)->read(got.data(), got.size()), mib);
        QCOMPARE(got.first(mib), content.first(mib));
        QCOMPARE((*device)->read(got.data(), got.size()), qint64(-1));
        QVERIFY((*device)->errorString().contains(QString::number(mib)));
        QVERIFY(!(*device)->atEnd());
        QVERIFY((*device)->isSequential() && !(*device)->isWritable());
    }

    void tellsExchangedFilesFromDamagedOnes()
    {
        Store store;
        auto one = store.write("one"), other = store.write("two");
        VERIFY_OK(one);
        VERIFY_OK(other);
        setContent(store.fileOf(*one), contentOf(store.fileOf(*other)));
        COMPARE_ERROR(store.blobs.verify(one->name, one->key), "vault.blob-damaged");
        // Even whoever holds the right key of the other blob is told that it is not this one.
        COMPARE_ERROR(store.blobs.verify(one->name, other->key), "vault.blob-damaged");
        COMPARE_ERROR(store.blobs.open(one->name, SecretBytes::random(32)), "vault.blob-damaged");
    }

    void saysWhatIsMissing()
    {
        Store store;
        const auto blob = store.write("text");
        VERIFY_OK(blob);
        QVERIFY(store.blobs.contains(blob->name));
        QVERIFY(store.blobs.remove(blob->name).value());
        QVERIFY(!store.blobs.remove(blob->name).value());
        QVERIFY(!store.blobs.contains(blob->name));
        COMPARE_ERROR(store.blobs.open(blob->name, blob->key), "vault.blob-missing");
        COMPARE_ERROR(store.blobs.verify(blob->name, blob->key), "vault.blob-missing");
    }

    void recognisesWhatItHas()
    {
        Store store;
        auto first = store.write(material(5000));
        VERIFY_OK(first);
        store.commit(*first);
        const auto again = store.write(material(5000));
        VERIFY_OK(again);
        QVERIFY(again->wasThere && again->key.isEmpty());
        QCOMPARE(again->name, first->name);
        QCOMPARE(store.files().size(), 1);
        QCOMPARE(store.read(first->name).value(), material(5000));
    }

    void healsWhatIsMissingOrShort()
    {
        Store store;
        auto first = store.write(material(5000));
        VERIFY_OK(first);
        store.commit(*first);
        for (const qsizetype left : {100, -1}) {
            if (left < 0) {
                QFile::remove(store.fileOf(*first));
            } else {
                setContent(store.fileOf(*first), contentOf(store.fileOf(*first)).first(left));
            }
            auto again = store.write(material(5000));
            VERIFY_OK(again);
            QVERIFY(!again->wasThere && again->key.size() == 32);
            store.commit(*again);
            QCOMPARE(store.read(first->name).value(), material(5000));
        }
    }

    void replacesAnOrphanOfTheSameName()
    {
        Store store;
        VERIFY_OK(store.write("text"));
        // Another run of the program, which never committed the key of the first.
        BlobStore later(store.folder, SecretBytes::copyOf("a key for names, thirty-two long"));
        QBuffer source;
        source.setData("text");
        source.open(QIODevice::ReadOnly);
        const auto again = later.write(source, nobody);
        VERIFY_OK(again);
        QVERIFY(!again->wasThere);
        VERIFY_OK(later.verify(again->name, again->key));
    }

    void agreesOnOneKeyWhenTwoThreadsBringTheSame()
    {
        Store store;
        const Bytes content = material(3 * mib);
        constexpr int threads = 6;
        std::vector<Expected<StoredBlob>> results;
        for (int i = 0; i < threads; ++i) {
            results.emplace_back();
        }
        {
            std::latch start(threads);
            std::vector<std::jthread> workers;
            for (int i = 0; i < threads; ++i) {
                workers.emplace_back([&, i] {
                    QBuffer source;
                    source.setData(content);
                    source.open(QIODevice::ReadOnly);
                    start.arrive_and_wait();
                    results[static_cast<std::size_t>(i)] = store.blobs.write(source, nobody);
                });
            }
        }
        for (const auto& result : results) {
            VERIFY_OK(result);
            VERIFY_OK(store.blobs.verify(result->name, result->key));
        }
        QCOMPARE(store.files().size(), 1);
    }

    void readsSourcesThatComeInPieces()
    {
        Store store;
        const Bytes content = material(2 * mib);
        Trickle source(content, false);
        const auto blob = store.blobs.write(source, nobody);
        VERIFY_OK(blob);
        QCOMPARE(blob->sha256, sha256(content));
        QCOMPARE(blob->size, qint64(content.size()));
    }

    void keepsNothingOfASourceThatFails()
    {
        Store store;
        Trickle source(material(mib + 9), true);
        const auto blob = store.blobs.write(source, nobody);
        COMPARE_ERROR(blob, "vault.source-unreadable");
        QCOMPARE(blob.error().detail, u"the cable was pulled"_s);
        QVERIFY(store.files().isEmpty());
    }

    /// A damaged blob must not be stored anew as if it were whole.
    void takesNoDamagedBlobForASource()
    {
        Store store;
        auto blob = store.write(material(3 * mib));
        VERIFY_OK(blob);
        flip(store.fileOf(*blob), 28 + 2 * sealedChunk + 9);
        const auto device = store.blobs.open(blob->name, blob->key);
        VERIFY_OK(device);
        COMPARE_ERROR(store.blobs.write(**device, nobody), "vault.source-unreadable");
        QCOMPARE(store.files().size(), 1);
    }

    void stopsWhenAsked()
    {
        Store store;
        std::stop_source stop;
        QBuffer source;
        source.setData(material(5 * mib));
        source.open(QIODevice::ReadOnly);
        qint64 last = 0;
        const auto blob = store.blobs.write(
            source, nobody,
            [&](qint64 done) {
                QVERIFY(done > last);
                last = done;
                if (done >= 2 * mib) {
                    stop.request_stop();
                }
            },
            stop.get_token());
        COMPARE_ERROR(blob, "vault.cancelled");
        QCOMPARE(last, 2 * mib);
        QVERIFY(store.files().isEmpty());
    }

    void losesNothingWhenTheDiskIsFull()
    {
        Store store;
        auto before = store.write(material(5000));
        VERIFY_OK(before);
        store.commit(*before);
        {
            const SmallDisk small(2 * mib);
            COMPARE_ERROR(store.write(material(3 * mib)), "vault.disk-full");
            QCOMPARE(store.files().size(), 1);
            QCOMPARE(store.read(before->name).value(), material(5000));
        }
        auto after = store.write(material(3 * mib));
        VERIFY_OK(after);
        store.commit(*after);
        QCOMPARE(store.read(after->name).value(), material(3 * mib));
    }

    void refusesAFolderThatCannotBeWrittenTo()
    {
        Store store;
        auto blob = store.write("text");
        VERIFY_OK(blob);
        store.commit(*blob);
        const int answer = withoutPrivileges(store.place.root(), [&] {
            ::chmod(QFile::encodeName(store.folder).constData(), 0500);
            const bool isRefused = errorOf(store.write("other")) == "vault.read-only";
            const bool isKept = errorOf(store.blobs.remove(blob->name)) == "vault.read-only";
            return isRefused && isKept && store.read(blob->name).value_or("") == "text" ? 0 : 1;
        });
        if (answer < 0) {
            QSKIP("This machine gives no process without privileges.");
        }
        QCOMPARE(answer, 0);
    }

    void removesOrphansAndNothingElse()
    {
        Store store;
        auto kept = store.write("kept"), orphan = store.write("orphan");
        VERIFY_OK(kept);
        VERIFY_OK(orphan);
        store.commit(*kept);
        setContent(store.folder + "/incoming-0123456789abcdef"_L1, "half a chunk");
        setContent(store.folder + "/notes.txt"_L1, "somebody's own");
        BlobStore next(store.folder, SecretBytes::copyOf("a key for names, thirty-two long"));
        QCOMPARE(next.removeOrphans([&](BytesView name) { return store.isKnown(name); }).value(), 2);
        QCOMPARE(store.files(), QStringList({hex(kept->name), u"notes.txt"_s}));
        QCOMPARE(store.read(kept->name).value(), Bytes("kept"));
        QCOMPARE(next.removeOrphans([&](BytesView name) { return store.isKnown(name); }).value(), 0);
    }

    void sparesWhatIsStillToBeCommitted()
    {
        Store store;
        const auto blob = store.write("on its way");
        VERIFY_OK(blob);
        QCOMPARE(store.blobs.removeOrphans(nobody).value(), 0);
        VERIFY_OK(store.blobs.verify(blob->name, blob->key));
    }
};

QTEST_GUILESS_MAIN(TestBlobs)
#include "tst_blobs.moc"
