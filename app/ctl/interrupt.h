#pragma once

#include "models/base/error.h"

#include <QIODevice>

#include <stop_token>
#include <thread>

namespace bulkhead::ctl {

/// Turns SIGINT and SIGTERM into a stop request. The first one asks the work to end cleanly, the second ends the
/// process. Made before any other thread, so that all of them leave the signals to this one's.
class Interrupt
{
public:
    Interrupt();
    ~Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;

    [[nodiscard]] std::stop_token token() const { return m_source.get_token(); }

private:
    std::stop_source m_source;
    std::jthread m_watcher;
};

/// The error of work that was asked to stop.
[[nodiscard]] std::unexpected<Error> cancelled();

/// A descriptor as a sequential device whose reads end when a stop is asked for. Does not own the descriptor.
class DescriptorDevice final : public QIODevice
{
public:
    DescriptorDevice(int descriptor, std::stop_token stop);
    [[nodiscard]] bool isSequential() const override { return true; }

protected:
    qint64 readData(char* into, qint64 size) override;
    qint64 writeData(const char* from, qint64 size) override;

private:
    int m_descriptor;
    std::stop_token m_stop;
};

} // namespace bulkhead::ctl
