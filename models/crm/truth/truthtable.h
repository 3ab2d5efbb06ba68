#pragma once

#include "models/crm/connector.h"
#include "models/crm/sync/mapping.h"
#include "models/provenance/registry/registry.h"

namespace bulkhead::crm {

/// Records of several kinds as the rows of one table, for registering them: the account first, then every mapped field
/// of every kind that the organisation has. Immutable once described.
class TruthTable
{
public:
    /// Asks which of the fields there are. What the organisation does not have, or does not show, is left out and said;
    /// `isExplicit`: a kind that is not there is an error. Errors: those of `Connector::describe`.
    [[nodiscard]] static Expected<TruthTable> described(const std::vector<TruthMapping>& objects, bool isExplicit,
                                                        Connector& connector, const std::stop_token& stop);

    [[nodiscard]] const std::vector<TruthMapping>& objects() const { return m_objects; } ///< as they are there
    [[nodiscard]] const QStringList& header() const { return m_header; }
    [[nodiscard]] const QStringList& missing() const { return m_missing; } ///< "Contact.MobilePhone"
    /// What is to be asked for of a kind, by its place.
    [[nodiscard]] QStringList fieldsOf(std::size_t object) const;
    /// A record of a kind as a row.
    [[nodiscard]] QStringList cells(std::size_t object, const Record& record) const;
    /// How such rows are read, with the mapped kinds of which they are made.
    [[nodiscard]] static provenance::RegisterOptions reading(const std::vector<TruthMapping>& objects);

private:
    QStringList m_header;
    QStringList m_missing;
    std::vector<TruthMapping> m_objects;
    std::vector<qsizetype> m_places; ///< of each kind's first column
};

/// A field's text as it is registered; empty where it holds nothing.
[[nodiscard]] QString truthText(const Record& record, const QString& field);

} // namespace bulkhead::crm
