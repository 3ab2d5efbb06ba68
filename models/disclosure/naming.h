#pragma once

#include "models/disclosure/templates.h"
#include "models/incident/casework.h"

#include <set>

namespace bulkhead::disclosure {

/// Another customer whom a text names.
struct Naming
{
    Id party;
    QString name; ///< as it is recorded
    /// It may be no name at all: a very short one, a number, a word of the template, written small, or only the first
    /// word of a longer name.
    bool isOrdinary = false;
};

/// Finds the names and tenants of an incident's other customers in a text for one of them. Whole words, whatever the
/// case, marks and legal form (of "Müller GmbH", "MÜLLER" and "Mullers"); with a genitive's s.
class OtherCustomers
{
public:
    /// \param addressee whose own names are not looked for. \param head its words are ordinary ones; may be null.
    OtherCustomers(const Kept<Party>& addressee, const std::vector<Kept<Party>>& all, const Template* head);

    [[nodiscard]] bool isEmpty() const { return m_others.empty(); }
    [[nodiscard]] std::vector<Naming> namedIn(const QString& sentence) const;

private:
    struct Other
    {
        Id party;
        QString name;
        QString words;           ///< folded, a blank at both ends
        bool holdsOwn = false;   ///< the addressee's own name is a part of it
        bool isOrdinary = false; ///< whatever the text
        bool isPart = false;     ///< the first word of a longer name
    };
    void take(const Id& party, const QString& name);
    void add(const Id& party, const QString& name, const QString& words, bool isPart);

    QStringList m_own; ///< folded
    std::set<QString> m_ordinary;
    std::vector<Other> m_others;
};

/// Whether a notice to such a party is one to a customer, who learns of no other.
[[nodiscard]] bool isCustomer(const Party& party);

} // namespace bulkhead::disclosure
