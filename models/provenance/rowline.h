#pragma once

#include "models/provenance/rowblock.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace bulkhead::provenance {

/// Rows of a table, worked on by several threads a block at a time. The owner's thread alone reads, and is given what
/// came of the blocks in the order of the rows; it works with the others while it waits. What comes of a row must
/// depend on nothing but the row.
///
/// Each thread has a `Worker` of its own, with `void work(const RowBlock& rows, Result& result)`; `Result` is reused.
template<typename Worker, typename Result> class RowLine
{
public:
    /// `threads`: 0 for as many as the machine has, up to 8. Helpers are started as there is work for them. `reader`
    /// must outlive the line.
    RowLine(TableReader& reader, int threads, std::function<std::unique_ptr<Worker>()> makeWorker)
        : m_reader(reader)
        , m_helpers((threads > 0 ? static_cast<unsigned>(threads)
                                 : std::clamp(std::thread::hardware_concurrency(), 1U, mostThreads))
                    - 1)
        , m_blocks(m_helpers == 0 ? 1 : blocksPerThread * (m_helpers + 1))
        , m_makeWorker(std::move(makeWorker))
    {
        m_workers.push_back(m_makeWorker());
    }
    RowLine(const RowLine&) = delete;
    RowLine& operator=(const RowLine&) = delete;
    ~RowLine() { dismiss(); }

    /// Called with the first block, before anybody works on it, where the table goes on behind it.
    std::function<void(const RowBlock& first)> onLong = {};

    /// Calls `take(rows, result)` with the next block; false at the end. Errors: those of the reader and of `take`.
    template<typename Take> [[nodiscard]] Expected<bool> advance(Take take)
    {
        CHECK_OK(readOn());
        Block& block = m_blocks[m_first];
        while (!isDone(block)) {
            help(block);
            CHECK_OK(readOn());
        }
        CHECK_OK(take(std::as_const(block.rows), block.result));
        m_first = (m_first + 1) % m_blocks.size();
        --m_underWay;
        return !m_isRead || m_underWay > 0;
    }
    /// Ends the helpers and gives all workers.
    [[nodiscard]] const std::vector<std::unique_ptr<Worker>>& finish()
    {
        dismiss();
        return m_workers;
    }

private:
    static constexpr unsigned mostThreads = 8;
    static constexpr std::size_t blocksPerThread = 2;
    struct Block
    {
        RowBlock rows;
        Result result;
        bool isDone = false; ///< guarded by the mutex
    };

    /// Reads as far ahead as there are blocks.
    [[nodiscard]] Expected<void> readOn()
    {
        while (!m_isRead && m_underWay < m_blocks.size()) {
            Block& block = m_blocks[(m_first + m_underWay) % m_blocks.size()];
            TRY(const bool goesOn, block.rows.fill(m_reader));
            m_isRead = !goesOn;
            if (goesOn && onLong) {
                std::exchange(onLong, {})(block.rows);
            }
            give(block);
            ++m_underWay;
        }
        return {};
    }
    void give(Block& block)
    {
        std::size_t waiting = 0;
        {
            const std::scoped_lock lock(m_mutex);
            block.isDone = false;
            m_waiting.push_back(&block);
            waiting = m_waiting.size();
        }
        if (waiting > 1 && m_threads.size() < m_helpers) {
            startHelper();
        }
        m_given.notify_one();
    }
    void startHelper()
    {
        Worker& worker = *m_workers.emplace_back(m_makeWorker());
        try {
            m_threads.emplace_back([this, &worker] { work(worker); });
        } catch (const std::system_error&) {
            m_helpers = m_threads.size(); // the system gives no more; those that run do the work
        }
    }
    void work(Worker& worker)
    {
        std::unique_lock lock(m_mutex);
        for (;;) {
            m_given.wait(lock, [this] { return m_isOver || !m_waiting.empty(); });
            if (m_isOver) {
                return;
            }
            workOnNext(worker, lock);
            m_done.notify_one();
        }
    }
    void workOnNext(Worker& worker, std::unique_lock<std::mutex>& lock)
    {
        Block& block = *m_waiting.front();
        m_waiting.pop_front();
        lock.unlock();
        worker.work(block.rows, block.result);
        lock.lock();
        block.isDone = true;
    }
    /// Works on a block that nobody has begun, or waits until that one is done.
    void help(const Block& awaited)
    {
        std::unique_lock lock(m_mutex);
        if (m_waiting.empty()) {
            m_done.wait(lock, [&] { return awaited.isDone; });
        } else {
            workOnNext(*m_workers.front(), lock);
        }
    }
    [[nodiscard]] bool isDone(const Block& block)
    {
        const std::scoped_lock lock(m_mutex);
        return block.isDone;
    }
    void dismiss()
    {
        {
            const std::scoped_lock lock(m_mutex);
            m_isOver = true;
        }
        m_given.notify_all();
        for (auto& thread : m_threads) {
            thread.join();
        }
        m_threads.clear();
    }

    TableReader& m_reader;
    std::size_t m_helpers;
    std::vector<Block> m_blocks; ///< a ring: those from `m_first` on are under way
    std::size_t m_first = 0;
    std::size_t m_underWay = 0;
    bool m_isRead = false;
    std::function<std::unique_ptr<Worker>()> m_makeWorker;
    std::vector<std::unique_ptr<Worker>> m_workers; ///< the first is the owner's
    std::mutex m_mutex;
    std::condition_variable m_given;
    std::condition_variable m_done;
    std::deque<Block*> m_waiting; ///< for somebody to work on them
    bool m_isOver = false;
    std::vector<std::thread> m_threads;
};

} // namespace bulkhead::provenance
