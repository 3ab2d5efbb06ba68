#pragma once

#include "models/crm/connector.h"

#include <map>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace bulkhead::crm {

/// What the writing of a batch needs whatever the CRM is: which record is which, and what came of each. What nobody got
/// to is `crm.cancelled`. The batch outlives it.
class BatchWriter
{
protected:
    using Indexes = std::vector<std::size_t>;
    BatchWriter(const Batch& batch, std::stop_token stop);

    /// The records of one kind that stand next, at most `largest` and no key twice; `from` goes behind them.
    [[nodiscard]] Indexes nextRun(std::size_t& from, std::size_t largest) const;
    [[nodiscard]] const Batch::Target& targetOf(const Record& record) const;
    void refuse(std::span<const std::size_t> indexes, const Refusal& refusal);
    /// The id that a link has, or why not, where the batch tells; nothing: the CRM has to be asked.
    [[nodiscard]] std::optional<Expected<QString>> knownId(const Link& link) const;

    const Batch& m_batch;
    std::stop_token m_stop;
    std::vector<Outcome> m_outcomes;
    std::map<std::pair<QString, QString>, std::size_t> m_byKey; ///< kind and key → index
};

} // namespace bulkhead::crm
