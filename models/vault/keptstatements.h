#pragma once

#include <cstddef>
#include <vector>

struct sqlite3_stmt;

namespace bulkhead {

/// Prepared statements of one connection that nobody uses at the moment, found again by their text: preparing costs
/// more than most statements do. Bounded: what was put back longest ago goes first. Private to this room.
class KeptStatements
{
public:
    KeptStatements() = default;
    KeptStatements(const KeptStatements&) = delete;
    KeptStatements& operator=(const KeptStatements&) = delete;
    ~KeptStatements();

    /// Null where there is none.
    [[nodiscard]] sqlite3_stmt* take(const char* sql);
    /// Takes ownership; forgets rows and bound values.
    void keep(sqlite3_stmt* statement);

    /// How often the connection could not do what it was asked.
    [[nodiscard]] std::size_t faults() const { return m_faults; }
    void noteFault() { ++m_faults; }

private:
    struct Kept
    {
        std::size_t code; ///< of the text
        sqlite3_stmt* statement;
    };
    std::vector<Kept> m_all; ///< the oldest first
    std::size_t m_faults = 0;
};

} // namespace bulkhead
