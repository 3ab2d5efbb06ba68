#pragma once

#include "models/base/error.h"

#include <QObject>
#include <QThread>

#include <memory>
#include <stop_token>

namespace bulkhead {

/// Builds the vault of the demonstration beside the window's thread. Lives on the GUI thread; destroyed = stopped.
class Demonstration : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    ~Demonstration() override;

    /// Makes `folder`, or signals `built` at once where it holds a vault already.
    void build(const QString& folder);
    void cancel();

Q_SIGNALS:
    void progressed(const QString& step, int percent);
    void built(const QString& folder);
    void failed(const bulkhead::Error& error);

private:
    std::unique_ptr<QThread> m_thread;
    std::stop_source m_stop;
};

} // namespace bulkhead
