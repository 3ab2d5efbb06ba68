#include "ui/vault/errand.h"

namespace bulkhead {

Errand::~Errand()
{
    m_stop.request_stop();
    if (m_thread) {
        m_thread->wait();
    }
}

void Errand::cancel()
{
    m_stop.request_stop();
}

void Errand::start(Work work)
{
    if (m_thread && m_thread->isRunning()) {
        return;
    }
    m_stop = std::stop_source();
    m_percent = -1;
    const auto show = [this](qint64 done, qint64 all) {
        const int percent = all > 0 ? static_cast<int>(100 * done / all) : 0;
        if (std::exchange(m_percent, percent) != percent) {
            Q_EMIT progressed(percent); // through the queue of the window's thread
        }
    };
    m_thread.reset(QThread::create([this, work = std::move(work), show, stop = m_stop.get_token()] {
        const Expected<void> result = work({.progress = show, .stop = stop});
        QMetaObject::invokeMethod(this, [this, result] { Q_EMIT finished(result); });
    }));
    m_thread->start();
}

} // namespace bulkhead
