#pragma once

#include "models/incident/casework.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace bulkhead {

/// A thread with a journal of its own that does one piece of work after the other, in the order of posting.
class LaneThread
{
public:
    using Work = std::function<void(Casework&)>;
    using Opener = std::function<Expected<std::unique_ptr<Journal>>()>;
    using Opened = std::function<void(Expected<void>)>;

    LaneThread() = default;
    LaneThread(const LaneThread&) = delete;
    LaneThread& operator=(const LaneThread&) = delete;
    ~LaneThread();

    /// Opens on the new thread and says there how it went. With an error the thread ends.
    /// `tick` is called on the thread each `interval` of its life.
    void start(Opener opener, Opened opened, Work tick = {}, std::chrono::milliseconds interval = {});
    /// Safe from any thread. False, and the work is untouched, where `giveUp` was called.
    [[nodiscard]] bool post(Work& work);
    /// For an opener that failed: what was posted and never will be done here.
    [[nodiscard]] std::deque<Work> giveUp();
    /// Finishes what was posted, runs `last`, closes the journal, wipes the thread's keys, joins.
    void finish(Work last = {});

private:
    void live(const Opener& opener, const Opened& opened, const Work& tick, std::chrono::milliseconds interval);
    [[nodiscard]] Work next(std::chrono::steady_clock::time_point until, bool& isTick);

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Work> m_queue;
    bool m_isEnding = false;
    bool m_hasGivenUp = false;
    Work m_last;
    std::thread m_thread;
};

} // namespace bulkhead
