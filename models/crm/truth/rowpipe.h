#pragma once

#include "models/base/error.h"

#include <QIODevice>
#include <QStringList>

#include <condition_variable>
#include <mutex>

namespace bulkhead::crm {

/// Rows of CSV from a thread that has them to one that reads them, a few hundred KiB at a time and in memory only.
/// Both ends may be given up: the writer by an error, which the reader meets instead of an end, and the reader by
/// `close`, after which nothing is taken.
class RowPipe final : public QIODevice
{
public:
    RowPipe();

    /// \name The writer's thread
    ///@{
    /// Waits while the reader is behind. False: nobody reads any more.
    [[nodiscard]] bool put(const QStringList& cells);
    void end();
    void fail();
    ///@}

    [[nodiscard]] bool isSequential() const override { return true; }
    [[nodiscard]] bool atEnd() const override;
    void close() override;

protected:
    qint64 readData(char* into, qint64 size) override;
    qint64 writeData(const char* from, qint64 size) override;

private:
    enum class State { Open, Ended, Failed, Closed };

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    QByteArray m_waiting;
    qsizetype m_taken = 0; ///< octets of it that were read
    State m_state = State::Open;
};

} // namespace bulkhead::crm
