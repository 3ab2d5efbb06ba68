#pragma once

#include "models/incident/safekeeping.h"

#include <QObject>
#include <QThread>

#include <functional>
#include <memory>
#include <stop_token>

namespace bulkhead {

/// Long work on a vault that nobody has open, beside the window's thread: restoring one, giving one a new key. Lives on
/// the GUI thread; destroyed = stopped.
class Errand : public QObject
{
    Q_OBJECT

public:
    using Work = std::function<Expected<void>(const Watch&)>;

    using QObject::QObject;
    ~Errand() override;

    /// Not while one is under way.
    void start(Work work);
    void cancel();

Q_SIGNALS:
    void progressed(int percent);
    void finished(const Expected<void>& result);

private:
    std::unique_ptr<QThread> m_thread;
    std::stop_source m_stop;
    int m_percent = -1; ///< of the working thread
};

} // namespace bulkhead
