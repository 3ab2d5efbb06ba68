#include "models/vault/incarnation.h"

#include "models/vault/crypto.h"
#include "models/vault/vaulttext.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
constexpr qsizetype largestState = 400;

QStringList tokensIn(const QString& path)
{
    const auto content = fileio::readAll(path, largestState);
    return content && *content ? QString::fromLatin1(**content).split(u'\n', Qt::SkipEmptyParts) : QStringList();
}

Expected<QString> tokenOf(Database& database)
{
    TRY(Statement read, database.prepare("SELECT value FROM vault_meta WHERE name = 'incarnation'"));
    TRY(const bool found, read.step());
    return found ? read.text(0) : QString();
}

Expected<void> setToken(Database& database, const QString& token)
{
    TRY(Statement write, database.prepare("INSERT OR REPLACE INTO vault_meta(name, value) VALUES ('incarnation', ?)"));
    write.bind(1, token);
    return write.run();
}

/// The lock of the state file, through a file of its own, since the state file itself is replaced. Not open where
/// another process has it.
fileio::File lockBeside(const QString& path)
{
    fileio::File file(::open(QFile::encodeName(path + ".lock"_L1).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    return file.isOpen() && ::flock(file.descriptor(), LOCK_EX | LOCK_NB) == 0 ? std::move(file) : fileio::File();
}
} // namespace

QString Incarnation::folder()
{
    QString state = qEnvironmentVariable("XDG_STATE_HOME");
    if (!QDir::isAbsolutePath(state)) { // The base directory specification ignores relative ones.
        state = QDir::homePath() + "/.local/state"_L1;
    }
    return state + "/bulkhead"_L1;
}

Expected<Incarnation> Incarnation::enter(Id vault, Database& database)
{
    Incarnation incarnation;
    QDir().mkpath(folder());
    ::chmod(QFile::encodeName(folder()).constData(), 0700);
    incarnation.m_path = folder() + u'/' + vault.text();
    incarnation.m_lock = lockBeside(incarnation.m_path);
    TRY(const QString former, tokenOf(database));
    incarnation.m_continues = incarnation.m_lock.isOpen() && !former.isEmpty()
        && tokensIn(incarnation.m_path).contains(former);
    CHECK_OK(incarnation.rotate(database, incarnation.m_continues ? former : QString()));
    return incarnation;
}

void Incarnation::leave(Database& database)
{
    // Another copy has taken over meanwhile: what it wrote there stays.
    if (m_lock.isOpen() && tokensIn(m_path).contains(m_token)) {
        (void)rotate(database, m_token);
    }
}

Expected<void> Incarnation::rotate(Database& database, const QString& former)
{
    const QString next = hex(crypto::randomBytes(16));
    // Old and new first, then the database, then the new alone: a crash in between leaves a token that fits.
    const auto noted = fileio::replace(m_path, (former + u'\n' + next + u'\n').toLatin1());
    CHECK_OK(setToken(database, next));
    m_token = next;
    if (!noted || !fileio::replace(m_path, (next + u'\n').toLatin1())) {
        m_warning = VaultText::tr("The folder %1 cannot be written to, so this copy of the vault cannot be told from "
                                  "another: it will sign as a new device each time it is opened.")
                        .arg(folder());
    }
    return {};
}

} // namespace bulkhead
