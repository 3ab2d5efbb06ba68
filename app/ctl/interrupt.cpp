#include "app/ctl/interrupt.h"

#include "app/ctl/exit.h"
#include "app/ctl/text.h"

#include <cerrno>
#include <csignal>
#include <poll.h>
#include <unistd.h>

namespace bulkhead::ctl {

namespace {

constexpr int pollMs = 100;

sigset_t watchedSignals()
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

void watch(const std::stop_token& end, std::stop_source& source)
{
    const sigset_t set = watchedSignals();
    const timespec pause{.tv_sec = 0, .tv_nsec = pollMs * 1'000'000L};
    while (!end.stop_requested()) {
        if (sigtimedwait(&set, nullptr, &pause) < 0) {
            continue;
        }
        if (source.stop_requested()) {
            ::_exit(static_cast<int>(Exit::Cancelled));
        }
        source.request_stop();
    }
}

} // namespace

Interrupt::Interrupt()
{
    const sigset_t set = watchedSignals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    // A reader that went away shows as a failed write, not as the death of the process.
    std::signal(SIGPIPE, SIG_IGN);
    m_watcher = std::jthread([this](const std::stop_token& end) { watch(end, m_source); });
}

Interrupt::~Interrupt() = default;

std::unexpected<Error> cancelled()
{
    return failure(QLatin1StringView("cancelled"), Ctl::tr("Cancelled. Nothing was left half-done."));
}

DescriptorDevice::DescriptorDevice(int descriptor, std::stop_token stop)
    : m_descriptor(descriptor)
    , m_stop(std::move(stop))
{
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

qint64 DescriptorDevice::readData(char* into, qint64 size)
{
    if (size == 0) {
        return 0;
    }
    while (!m_stop.stop_requested()) {
        pollfd wait{.fd = m_descriptor, .events = POLLIN, .revents = 0};
        const int ready = ::poll(&wait, 1, pollMs);
        if (ready == 0 || (ready < 0 && errno == EINTR)) {
            continue;
        }
        const ssize_t taken = ::read(m_descriptor, into, static_cast<std::size_t>(size));
        if (taken < 0 && (errno == EINTR || errno == EAGAIN)) {
            continue;
        }
        if (taken < 0) {
            setErrorString(qt_error_string(errno));
        }
        // Qt reads 0 of a sequential device as "nothing yet" and -1 as the end.
        return taken == 0 ? -1 : taken;
    }
    setErrorString(Ctl::tr("Cancelled."));
    return -1;
}

qint64 DescriptorDevice::writeData(const char*, qint64)
{
    return -1;
}

} // namespace bulkhead::ctl
