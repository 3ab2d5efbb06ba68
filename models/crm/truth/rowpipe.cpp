#include "models/crm/truth/rowpipe.h"

#include "models/base/csv.h"

#include <algorithm>
#include <cstring>

namespace bulkhead::crm {

namespace {
constexpr qsizetype mostWaiting = 512 << 10;
}

RowPipe::RowPipe()
{
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

bool RowPipe::put(const QStringList& cells)
{
    const QByteArray line = csvLine(cells, CsvFor::Programs);
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_state != State::Open || m_waiting.size() < mostWaiting; });
    if (m_state != State::Open) {
        return false;
    }
    m_waiting += line;
    m_changed.notify_all();
    return true;
}

void RowPipe::end()
{
    const std::scoped_lock lock(m_mutex);
    m_state = m_state == State::Open ? State::Ended : m_state;
    m_changed.notify_all();
}

void RowPipe::fail()
{
    const std::scoped_lock lock(m_mutex);
    m_state = m_state == State::Open ? State::Failed : m_state;
    m_changed.notify_all();
}

bool RowPipe::atEnd() const
{
    const std::scoped_lock lock(m_mutex);
    return m_state == State::Closed || (m_state == State::Ended && m_taken == m_waiting.size());
}

void RowPipe::close()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_state = State::Closed;
        m_waiting.fill('\0');
        m_changed.notify_all();
    }
    QIODevice::close();
}

qint64 RowPipe::readData(char* into, qint64 size)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_state != State::Open || m_taken < m_waiting.size(); });
    if (m_state == State::Failed || m_state == State::Closed) {
        return -1;
    }
    const qsizetype count = std::min<qsizetype>(size, m_waiting.size() - m_taken);
    if (count == 0) {
        return -1; // the end
    }
    std::memcpy(into, m_waiting.constData() + m_taken, static_cast<std::size_t>(count));
    m_taken += count;
    if (m_taken == m_waiting.size()) {
        m_waiting.fill('\0'); // values are not left behind
        m_waiting.clear();
        m_taken = 0;
        m_changed.notify_all();
    }
    return count;
}

qint64 RowPipe::writeData(const char* /*from*/, qint64 /*size*/)
{
    return -1;
}

} // namespace bulkhead::crm
