#pragma once

#include "models/journal/journal.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>

/// What tests of every room above the vault share: a real encrypted vault in a temporary folder, with users and a clock
/// of the test's own.
namespace bulkhead::test {

/// The error as one line, for QVERIFY2 and for `must`.
[[nodiscard]] inline QByteArray text(const Error& error)
{
    return (error.code + QLatin1StringView(": ") + error.message + QLatin1StringView(" [") + error.detail
            + QLatin1Char(']'))
        .toUtf8();
}

/// The value of a step that has to succeed for the test to make sense; ends the test program otherwise.
template<typename T> T must(Expected<T> result)
{
    if (!result) {
        qFatal("%s", text(result.error()).constData());
    }
    if constexpr (!std::is_void_v<T>) {
        return *std::move(result);
    }
}

/// The code of the error, empty where there was none.
template<typename T> [[nodiscard]] QString codeOf(const Expected<T>& result)
{
    return result ? QString() : result.error().code;
}

/// QVERIFY for an Expected that says what went wrong.
#define VERIFY_OK(...)                                                                                                 \
    do {                                                                                                               \
        const auto result_ = (__VA_ARGS__);                                                                            \
        QVERIFY2(result_.has_value(), result_ ? "" : bulkhead::test::text(result_.error()).constData());               \
    } while (false)

/// A clock that stands still until it is told. Starts on 2 March 2026, 09:00 UTC.
class SettableClock final : public Clock
{
public:
    [[nodiscard]] qint64 now() const override { return m_now; }
    void set(qint64 ms) { m_now = ms; }
    void advance(qint64 ms) { m_now += ms; }

private:
    std::atomic<qint64> m_now = 1'772'442'000'000;
};

inline void copyFolder(const QString& from, const QString& to)
{
    QDir().mkpath(to);
    QDirIterator entries(from, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (entries.hasNext()) {
        const QString path = entries.next();
        const QString target = to + QLatin1Char('/') + QDir(from).relativeFilePath(path);
        QDir().mkpath(QFileInfo(target).path());
        QFile::copy(path, target);
    }
    for (const auto folder : {QLatin1StringView("blobs"), QLatin1StringView("index"), QLatin1StringView("rooms")}) {
        QDir().mkpath(to + QLatin1Char('/') + folder); // Empty ones are not files.
    }
}

/// A vault of its own on disk with the state folder that belongs to it: another TestVault made by `copy` is a copy on
/// another machine, so it writes as another device. The cheapest key derivation that vaults accept.
///
///     TestVault desk(schema);
///     must(desk.create());
///     must(desk.addUser(u"Lena"_s, Role::Legal));
///     must(desk.openAs(u"Lena"_s));
///     must(desk.journal().append(…));
class TestVault
{
public:
    using MakeProjections = std::function<Journal::Projections()>;

    explicit TestVault(const Schema& schema, MakeProjections projections = {})
        : m_schema(schema)
        , m_projections(std::move(projections))
    {
    }
    TestVault(const TestVault&) = delete;
    TestVault& operator=(const TestVault&) = delete;
    ~TestVault() { close(); }

    /// Makes the vault with its founder, "Ada", who may do everything unless told otherwise, and opens it.
    [[nodiscard]] Expected<void> create(Roles founder = everybody)
    {
        enterState();
        TRY(m_vault,
            Vault::create(folder(),
                          {.name = QStringLiteral("Test"),
                           .userName = QStringLiteral("Ada"),
                           .credential = credential(QStringLiteral("Ada")),
                           .kdfSeconds = 0},
                          clock));
        Member member;
        member.email = QStringLiteral("ada@example.org");
        member.roles = founder;
        TRY(m_journal, Journal::open(*m_vault, m_schema, clock, projections(), member));
        return {};
    }
    /// Closes what is open and opens again as a user.
    [[nodiscard]] Expected<void> openAs(const QString& user = QStringLiteral("Ada"),
                                        Vault::Access access = Vault::Access::Write)
    {
        close();
        enterState();
        TRY(m_vault, Vault::open(folder(), credential(user), access, clock));
        TRY(m_journal, Journal::open(*m_vault, m_schema, clock, projections()));
        return {};
    }
    void close()
    {
        m_journal.reset();
        m_vault.reset();
    }
    /// Needs to be open as an administrator.
    [[nodiscard]] Expected<Id> addUser(const QString& name, Roles roles)
    {
        TRY(const NewUser user, m_vault->addUser(name, credential(name), 0));
        TRY([[maybe_unused]] const Committed enrolled, m_journal->enrol(user, roles, name.toLower() + domain()));
        return user.id;
    }
    /// A copy of the folder as it is now (closed for it, and opened again if it was open), on a machine of its own.
    [[nodiscard]] std::unique_ptr<TestVault> copy()
    {
        const QString user = m_vault ? m_vault->userName() : QString();
        close();
        auto other = std::make_unique<TestVault>(m_schema, m_projections);
        other->clock.set(clock.now());
        copyFolder(folder(), other->folder());
        if (!user.isEmpty()) {
            must(openAs(user));
        }
        return other;
    }

    [[nodiscard]] Vault& vault() const { return *m_vault; }
    [[nodiscard]] Journal& journal() const { return *m_journal; }
    [[nodiscard]] bool isOpen() const { return m_journal != nullptr; }
    [[nodiscard]] QString folder() const { return m_folder.path() + QStringLiteral("/vault"); }
    [[nodiscard]] QString stateFolder() const { return m_folder.path() + QStringLiteral("/state"); }
    [[nodiscard]] const Schema& schema() const { return m_schema; }
    /// Every user's passphrase follows from the name.
    [[nodiscard]] static Credential credential(const QString& user)
    {
        Credential credential;
        credential.passphrase = SecretBytes::copyOf((QStringLiteral("passphrase of ") + user).toUtf8());
        credential.user = user;
        return credential;
    }
    /// The vault finds its incarnation token there; set before opening without `openAs`.
    void enterState() const { qputenv("XDG_STATE_HOME", stateFolder().toUtf8()); }

    SettableClock clock;

private:
    [[nodiscard]] Journal::Projections projections() const
    {
        return m_projections ? m_projections() : Journal::Projections();
    }
    [[nodiscard]] static QString domain() { return QStringLiteral("@example.org"); }

    const Schema& m_schema;
    MakeProjections m_projections;
    QTemporaryDir m_folder;
    std::unique_ptr<Vault> m_vault;
    std::unique_ptr<Journal> m_journal;
};

} // namespace bulkhead::test
