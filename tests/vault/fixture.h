#pragma once

#include "models/vault/vault.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <functional>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/// What the tests of the vault share: real folders, a clock that stands, the kernel's own limits.
namespace bulkhead::fixture {

struct StillClock final : Clock
{
    [[nodiscard]] qint64 now() const override { return ms; }
    qint64 ms = 1'767'225'600'000; // 2026-01-01T00:00:00Z
};

/// A temporary folder with a state folder of its own; the vault is `vault` in it.
class Place
{
public:
    Place()
    {
        QDir(m_folder.path()).mkdir(QStringLiteral("state"));
        qputenv("XDG_STATE_HOME", QFile::encodeName(path(QStringLiteral("state"))));
    }
    [[nodiscard]] QString path(const QString& name) const { return m_folder.filePath(name); }
    [[nodiscard]] QString vault() const { return path(QStringLiteral("vault")); }
    [[nodiscard]] QString root() const { return m_folder.path(); }
    [[nodiscard]] QString state() const { return path(QStringLiteral("state")); }

private:
    QTemporaryDir m_folder;
};

inline Credential passphrase(const char* text, const QString& user = {})
{
    return {.passphrase = SecretBytes::copyOf(BytesView(text, qstrlen(text))),
            .keyFile = {},
            .recoveryCode = {},
            .user = user};
}

/// The floor of Argon2id is the least that there is, for tests as for everybody.
inline Expected<std::unique_ptr<Vault>> newVault(const QString& folder, const Clock& clock)
{
    return Vault::create(folder,
                         {.name = QStringLiteral("Drill vault"),
                          .userName = QStringLiteral("Ada"),
                          .credential = passphrase("correct horse"),
                          .kdfSeconds = 0},
                         clock);
}

inline Expected<std::unique_ptr<Vault>> openVault(const QString& folder, const Clock& clock,
                                                  Vault::Access access = Vault::Access::Write)
{
    return Vault::open(folder, passphrase("correct horse"), access, clock);
}

inline QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline void setContent(const QString& path, const QByteArray& content)
{
    QFile file(path);
    QVERIFY2(file.open(QIODevice::WriteOnly | QIODevice::Truncate), qPrintable(path));
    QCOMPARE(file.write(content), content.size());
}

/// Turns one bit of a file over.
inline void flip(const QString& path, qint64 at, int bit = 0)
{
    QFile file(path);
    QVERIFY2(file.open(QIODevice::ReadWrite), qPrintable(path));
    QVERIFY(file.seek(at));
    char octet = 0;
    QVERIFY(file.getChar(&octet));
    QVERIFY(file.seek(at));
    QVERIFY(file.putChar(static_cast<char>(octet ^ 1 << bit)));
}

inline void copyFolder(const QString& from, const QString& to)
{
    QDir().mkpath(to);
    QDirIterator files(from, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString source = files.next();
        const QString target = to + source.mid(from.size());
        QDir().mkpath(QFileInfo(target).path());
        QFile::remove(target);
        QVERIFY2(QFile::copy(source, target), qPrintable(source));
    }
}

inline QByteArray errorOf(const auto& result)
{
    return result ? QByteArray("none") : result.error().code.toLatin1();
}

#define VERIFY_OK(...)                                                                                                 \
    if (const auto& verified_ = (__VA_ARGS__); !verified_) {                                                           \
        QFAIL(qPrintable(verified_.error().code + QLatin1String(": ") + verified_.error().message                      \
                         + QLatin1String(" | ") + verified_.error().detail));                                          \
    }
#define COMPARE_ERROR(result, expectedCode)                                                                            \
    do {                                                                                                               \
        const auto& compared_ = (result);                                                                              \
        QCOMPARE(bulkhead::fixture::errorOf(compared_), QByteArray(expectedCode));                                     \
        QVERIFY(!compared_.error().message.isEmpty());                                                                 \
    } while (false)

/// No file may grow beyond `octets` while this lives: writing answers EFBIG, as a quota does.
class SmallDisk
{
public:
    explicit SmallDisk(rlim_t octets)
    {
        ::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_former);
        const rlimit small = {octets, m_former.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &small);
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    ~SmallDisk() { ::setrlimit(RLIMIT_FSIZE, &m_former); }

private:
    rlimit m_former = {};
};

/// Runs `work` in a process without root's rights over `root`, where file permissions count; its number comes back.
/// Negative where that cannot be had.
inline int withoutPrivileges(const QString& root, const std::function<int()>& work)
{
    constexpr uid_t nobody = 65534;
    const bool isRoot = ::geteuid() == 0;
    if (isRoot) {
        QDirIterator all(root, QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDirIterator::Subdirectories);
        while (all.hasNext()) {
            if (::chown(QFile::encodeName(all.next()).constData(), nobody, nobody) != 0) {
                return -1;
            }
        }
        if (::chown(QFile::encodeName(root).constData(), nobody, nobody) != 0) {
            return -1;
        }
    }
    const pid_t child = ::fork();
    if (child == 0) {
        if (isRoot && (::setgid(nobody) != 0 || ::setuid(nobody) != 0)) {
            ::_exit(255);
        }
        ::_exit(work());
    }
    int status = 0;
    if (child < 0 || ::waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) == 255) {
        return -1;
    }
    return WEXITSTATUS(status);
}

} // namespace bulkhead::fixture
