#pragma once

#include "models/base/error.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <system_error>
#include <thread>
#include <vector>

namespace bulkhead::provenance {

/// Does pieces of work that do not depend on each other, on several threads; the owner's works with them.
class Crew
{
public:
    /// `threads`: 0 for as many as the machine has.
    explicit Crew(int threads)
        : m_helpers((threads > 0 ? static_cast<std::size_t>(threads)
                                 : std::max<std::size_t>(std::thread::hardware_concurrency(), 1))
                    - 1)
    {
    }

    /// `work(i)` for each i below `count`, in any order, from any thread. `turn(done)` is called on the owner's thread
    /// between its pieces; its error ends the work and is given back.
    template<typename Work>
    [[nodiscard]] Expected<void> run(std::size_t count, Work work,
                                     const std::function<Expected<void>(std::size_t done)>& turn) const
    {
        std::atomic<std::size_t> next = 0;
        std::atomic<std::size_t> done = 0;
        const auto one = [&] {
            const std::size_t i = next.fetch_add(1);
            if (i >= count) {
                return false;
            }
            work(i);
            done.fetch_add(1);
            return true;
        };
        std::vector<std::jthread> threads;
        std::size_t helpers = std::min(m_helpers, count);
        try {
            while (threads.size() < helpers) {
                threads.emplace_back([&] {
                    while (one()) { }
                });
            }
        } catch (const std::system_error&) {
            helpers = threads.size(); // The system gives no more; those that run do the work.
        }
        while (one()) {
            if (auto goesOn = turn(done.load()); !goesOn) {
                next = count;
                return goesOn;
            }
        }
        return {};
    }

private:
    std::size_t m_helpers;
};

} // namespace bulkhead::provenance
