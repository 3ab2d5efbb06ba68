#pragma once

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <memory>

namespace bulkhead::test {

/// What an answer says went wrong; empty: nothing.
[[nodiscard]] inline QString code(const QJsonObject& answer)
{
    return answer[QStringLiteral("error")][QStringLiteral("code")].toString();
}
/// A command about the incident that was opened first.
[[nodiscard]] inline QStringList of(QStringList words)
{
    return std::move(words) + QStringList{QStringLiteral("--incident"), QStringLiteral("INC-0001")};
}

/// bulkheadctl in a home folder of its own, as a script runs it.
class CtlRun
{
public:
    explicit CtlRun(QString program)
        : m_program(std::move(program))
    {
    }

    /// The vault (a folder within) and the file with the passphrase that the next runs are given; empty: none.
    QString vault = QStringLiteral("vault");
    QString passphrase = QStringLiteral("ada");

    [[nodiscard]] QString path(const QString& name) const { return m_folder.filePath(name); }
    [[nodiscard]] QByteArray read(const QString& name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void write(const QString& name, const QByteArray& bytes) const
    {
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
            qFatal("%s", qPrintable(name));
        }
    }
    /// A vault of Ada's, whose passphrase stands in the file "ada"; whether it was made.
    [[nodiscard]] bool found(const QString& roles)
    {
        write(QStringLiteral("ada"), "harbour violet seven kettle\n");
        return !ask({QStringLiteral("vault"), QStringLiteral("create"), path(vault), QStringLiteral("--name"),
                     QStringLiteral("Acme"), QStringLiteral("--user"), QStringLiteral("Ada"), QStringLiteral("--roles"),
                     roles, QStringLiteral("--recovery-file"), path(QStringLiteral("code")),
                     QStringLiteral("--kdf-seconds"), QStringLiteral("0")})
                    .isEmpty();
    }
    /// Starts it with --json, and does not wait.
    [[nodiscard]] std::unique_ptr<QProcess> begin(const QStringList& arguments) const
    {
        auto process = std::make_unique<QProcess>();
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("HOME"), m_folder.path());
        environment.insert(QStringLiteral("XDG_STATE_HOME"), path(QStringLiteral("state")));
        if (!vault.isEmpty()) {
            environment.insert(QStringLiteral("BULKHEAD_VAULT"), path(vault));
            environment.insert(QStringLiteral("BULKHEAD_PASSPHRASE_FILE"), path(passphrase));
        }
        process->setProcessEnvironment(environment);
        process->start(m_program, arguments + QStringList{QStringLiteral("--json")});
        process->closeWriteChannel();
        return process;
    }
    /// Empty, and a warning with what was printed, where it does not end with `exit`.
    QJsonObject ask(const QStringList& arguments, int exit = 0)
    {
        const auto process = begin(arguments);
        const bool ended = process->waitForFinished(120'000) && process->exitStatus() == QProcess::NormalExit;
        const QByteArray out = process->readAllStandardOutput();
        const QJsonObject json = QJsonDocument::fromJson(out).object();
        if (!ended || process->exitCode() != exit || json.isEmpty()) {
            qWarning("%s\nexit %d\n%s\n%s", qPrintable(arguments.join(u' ')), process->exitCode(), out.constData(),
                     process->readAllStandardError().constData());
            return {};
        }
        return json;
    }

private:
    QString m_program;
    QTemporaryDir m_folder;
};

} // namespace bulkhead::test
