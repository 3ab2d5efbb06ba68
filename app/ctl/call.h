#pragma once

#include "app/ctl/desk.h"
#include "app/ctl/output.h"
#include "app/ctl/parser.h"

#include <stop_token>

namespace bulkhead::ctl {

/// One run of one command: what was asked, where answers go, how the vault is opened. Handed to the handler.
class Call
{
public:
    Call(const Catalogue& catalogue, Invocation invocation, const Output& output, std::stop_token stop);

    [[nodiscard]] const Output& out() const { return m_output; }
    [[nodiscard]] const Catalogue& catalogue() const { return m_catalogue; }
    [[nodiscard]] const std::stop_token& stop() const { return m_stop; }

    /// \name What was asked
    ///@{
    [[nodiscard]] bool has(QLatin1StringView option) const;
    [[nodiscard]] QString value(QLatin1StringView option, const QString& otherwise = {}) const;
    [[nodiscard]] QStringList values(QLatin1StringView option) const;
    [[nodiscard]] const QStringList& arguments() const { return m_invocation.arguments; }
    [[nodiscard]] QString argument(qsizetype at) const { return m_invocation.arguments.value(at); }
    /// An instant, in ISO 8601 with offset or in the zone of `--tz`. Errors: `time.…`.
    [[nodiscard]] Expected<std::optional<qint64>> instant(QLatin1StringView option) const;
    [[nodiscard]] Expected<qint64> instantOr(QLatin1StringView option, qint64 otherwise) const;
    /// Errors: `usage.value`.
    [[nodiscard]] Expected<std::optional<qint64>> number(QLatin1StringView option, qint64 least, qint64 most) const;
    [[nodiscard]] Expected<Roles> roles(QLatin1StringView option) const;
    [[nodiscard]] Compartment compartment() const;
    /// "FIELD=VALUE" arguments from one on. Errors: `usage.value`.
    [[nodiscard]] Expected<std::vector<std::pair<QString, QString>>> assignments(qsizetype from) const;
    ///@}

    /// \name The vault
    ///@{
    [[nodiscard]] Expected<QString> vaultFolder() const;
    /// `--recovery-file` names the file that a fresh code is written to, and opens nothing in this run.
    void takeRecoveryFileAsTarget() { m_recoveryFileIsTarget = true; }
    /// True where a passphrase or code was given without asking on the terminal.
    [[nodiscard]] bool hasCredential() const;
    /// What the options, the environment or the person say. Asked for once.
    [[nodiscard]] Expected<Credential> credential() const;
    /// A fresh one, from `--new-passphrase-file`, `--new-passphrase-fd`, `--new-key-file` or the terminal (twice).
    [[nodiscard]] Expected<Credential> newCredential() const;
    [[nodiscard]] Expected<std::unique_ptr<Desk>> open(Vault::Access access) const;
    ///@}

private:
    [[nodiscard]] Expected<Credential> readCredential() const;

    const Catalogue& m_catalogue;
    Invocation m_invocation;
    const Output& m_output;
    std::stop_token m_stop;
    bool m_recoveryFileIsTarget = false;
    mutable std::optional<Credential> m_credential;
};

/// Whether a file is there, without opening it: a pipe can be opened once. `-` always is.
[[nodiscard]] Expected<void> checkInput(const QString& path);
/// Opens a file for reading. Errors: `input.missing`, `input.unreadable`, which name it and say what was expected.
[[nodiscard]] Expected<std::unique_ptr<QIODevice>> openInput(const QString& path, const std::stop_token& stop);

} // namespace bulkhead::ctl
