#pragma once

#include "app/ctl/call.h"
#include "models/base/digest.h"

#include <QSaveFile>

#include <memory>

namespace bulkhead::ctl {

/// What leaves the vault: a new file (0600, put in place whole at `commit`) or standard output.
class ExportFile
{
public:
    struct Written
    {
        QString path;
        Bytes sha256;
        qint64 size = 0;
    };

    /// `-` is standard output; that together with `--json` is wrong usage, unless `isJsonLines`: then the output is
    /// what `--json` asks for. Errors: `usage.value`, `input.exists`, `machine.write-failed`.
    [[nodiscard]] static Expected<ExportFile> open(const Call& call, const QString& path, bool isJsonLines = false);

    [[nodiscard]] bool isStandardOutput() const { return m_file == nullptr; }
    [[nodiscard]] Expected<void> write(const QByteArray& bytes);
    /// Nothing is there before this, and nothing after an error.
    [[nodiscard]] Expected<Written> commit();

private:
    ExportFile(const Output& output, QString path)
        : m_output(&output)
        , m_path(std::move(path))
    {
    }

    const Output* m_output;
    QString m_path;
    std::unique_ptr<QSaveFile> m_file;
    Sha256 m_hash;
    qint64 m_size = 0;
};

} // namespace bulkhead::ctl
