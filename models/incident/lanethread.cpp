#include "models/incident/lanethread.h"

#include "models/vault/crypto.h"

namespace bulkhead {

LaneThread::~LaneThread()
{
    finish();
}

void LaneThread::start(Opener opener, Opened opened, Work tick, std::chrono::milliseconds interval)
{
    m_thread = std::thread(
        [this, opener = std::move(opener), opened = std::move(opened), tick = std::move(tick), interval] {
            live(opener, opened, tick, interval);
            crypto::forgetKeysOfThisThread();
        });
}

bool LaneThread::post(Work& work)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (m_hasGivenUp) {
            return false;
        }
        m_queue.push_back(std::move(work));
    }
    m_wake.notify_one();
    return true;
}

std::deque<LaneThread::Work> LaneThread::giveUp()
{
    const std::scoped_lock lock(m_mutex);
    m_hasGivenUp = true;
    return std::exchange(m_queue, {});
}

void LaneThread::finish(Work last)
{
    if (!m_thread.joinable()) {
        return;
    }
    {
        const std::scoped_lock lock(m_mutex);
        m_isEnding = true;
        m_last = std::move(last);
    }
    m_wake.notify_one();
    m_thread.join();
}

LaneThread::Work LaneThread::next(std::chrono::steady_clock::time_point until, bool& isTick)
{
    std::unique_lock lock(m_mutex);
    const auto isReady = [this] { return !m_queue.empty() || m_isEnding; };
    isTick = false;
    if (until == std::chrono::steady_clock::time_point::max()) {
        m_wake.wait(lock, isReady);
    } else if (!m_wake.wait_until(lock, until, isReady)) {
        isTick = true;
        return {};
    }
    if (m_queue.empty()) {
        return {};
    }
    Work work = std::move(m_queue.front());
    m_queue.pop_front();
    return work;
}

void LaneThread::live(const Opener& opener, const Opened& opened, const Work& tick, std::chrono::milliseconds interval)
{
    auto journal = opener();
    if (!journal) {
        opened(std::unexpected(journal.error()));
        return;
    }
    Casework casework(**journal);
    opened({});
    using clock = std::chrono::steady_clock;
    auto nextTick = tick ? clock::now() + interval : clock::time_point::max();
    for (;;) {
        bool isTick = false;
        const Work work = next(nextTick, isTick);
        if (isTick || clock::now() >= nextTick) {
            tick(casework);
            nextTick = clock::now() + interval;
        }
        if (work) {
            work(casework);
        } else if (!isTick) {
            break;
        }
    }
    if (m_last) {
        m_last(casework);
    }
}

} // namespace bulkhead
