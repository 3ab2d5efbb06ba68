#pragma once

#include <QElapsedTimer>
#include <QObject>

#include <memory>

class QDBusUnixFileDescriptor;

namespace bulkhead {

/// How long nobody has touched keyboard or mouse in the program's windows.
class IdleWatch : public QObject
{
    Q_OBJECT

public:
    explicit IdleWatch(QObject* parent = nullptr);

    [[nodiscard]] qint64 idleMs() const { return m_since.elapsed(); }
    void restart() { m_since.restart(); }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QElapsedTimer m_since;
};

/// Tells before the machine sleeps, and holds the sleep back (a delay lock of logind, about five seconds at most) until
/// `ready` is called, so that the keys are gone from memory before it is written to disk. Silent where there is no
/// logind.
class SleepWatch : public QObject
{
    Q_OBJECT

public:
    explicit SleepWatch(QObject* parent = nullptr);
    ~SleepWatch() override;

    void ready();

Q_SIGNALS:
    void aboutToSleep();

private Q_SLOTS:
    void prepareForSleep(bool isStarting);

private:
    void takeDelay();

    std::unique_ptr<QDBusUnixFileDescriptor> m_delay;
};

} // namespace bulkhead
