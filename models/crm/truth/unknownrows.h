#pragma once

#include "models/provenance/registry/registry.h"

#include <functional>

namespace bulkhead::crm {

/// What the unknown rows of a sample say by which a CRM can be asked about them. Values stand in memory only, each
/// once.
struct UnknownRows
{
    enum class Kind : quint8 { Email, Phone, Record };
    struct Value
    {
        Kind kind = Kind::Email;
        QString text = {};        ///< normalised
        QStringList written = {}; ///< as a CRM may have it: a phone number as it stands in the sample, too
        std::vector<quint64> rows = {};

        bool operator==(const Value&) const = default;
    };
    static constexpr std::size_t mostValues = 200'000;

    std::vector<Value> values = {};
    qint64 rows = 0;    ///< unknown ones
    qint64 without = 0; ///< of them: nothing in them can be asked for
    qint64 leftOut = 0; ///< of them: not all of their values, for there are more than `mostValues`
    Bytes sha256 = {};  ///< of the sample
};

/// Reads a sample to its end against what is registered now. Any thread. Errors: those of `RegistrySnapshot::classify`.
[[nodiscard]] Expected<UnknownRows> unknownRows(const provenance::RegistrySnapshot& registry, QIODevice& sample,
                                                provenance::ExamineOptions options = {},
                                                const provenance::Progress& progress = {}, std::stop_token stop = {});
/// The same in the way of a filed answer; `open` gives the sample from its beginning, twice if need be.
[[nodiscard]] Expected<UnknownRows> unknownRowsAs(const provenance::RegistrySnapshot& registry,
                                                  const provenance::Summary& filed,
                                                  const std::function<Expected<std::unique_ptr<QIODevice>>()>& open,
                                                  const provenance::Progress& progress = {}, std::stop_token stop = {});

} // namespace bulkhead::crm
