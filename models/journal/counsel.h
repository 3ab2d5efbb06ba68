#pragma once

#include "models/journal/past.h"
#include "models/journal/record.h"

#include <span>

namespace bulkhead {

/// Somebody without the role Legal whom a holder of it has let into one incident's counsel compartment. Stands in that
/// compartment itself, so that nobody outside learns of it. It opens the compartment; what may be written there their
/// roles say, as anywhere.
struct CounselAccess
{
    Id user;
    QString reason;
    std::optional<qint64> until; ///< ms since 1970; none: until it is withdrawn
    bool isWithdrawn = false;
    QString withdrawnReason;

    bool operator==(const CounselAccess&) const = default;
};

template<> struct Table<CounselAccess>
{
    static constexpr Kind kind = 29;
    static constexpr const char* name = "counsel_access";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Access to the counsel compartment");
    static constexpr quint16 titleField = 0;
    static constexpr auto columns = Columns{
        Column{Field{1, "user", FieldType::Reference, Role::Legal, QT_TRANSLATE_NOOP("Field", "Person"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} let {new} into the counsel compartment"), Writable::Always,
                     false, true},
               &CounselAccess::user},
        Column{Field{2, "reason", FieldType::LongText, Role::Legal, QT_TRANSLATE_NOOP("Field", "Reason"), "",
                     Writable::Always, false, true},
               &CounselAccess::reason},
        Column{Field{3, "until", FieldType::Instant, Role::Legal, QT_TRANSLATE_NOOP("Field", "Until"), "",
                     Writable::Always, false, true},
               &CounselAccess::until},
        Column{Field{4, "withdrawn", FieldType::Boolean, Role::Legal, QT_TRANSLATE_NOOP("Field", "Withdrawn"), "",
                     Writable::Always, false, true},
               &CounselAccess::isWithdrawn},
        Column{Field{5, "withdrawn_reason", FieldType::LongText, Role::Legal,
                     QT_TRANSLATE_NOOP("Field", "Withdrawn because"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} took somebody out of the counsel compartment: {new}"),
                     Writable::Always, false, true},
               &CounselAccess::withdrawnReason},
    };
};

namespace journal {

/// A fact about somebody's access and where it stands, to be asked as of any causal past.
struct AccessWrite
{
    Position at;
    HybridTime clock;
    Id device;
    Fact fact;
};
[[nodiscard]] std::vector<AccessWrite> accessWrites(const Position& at, HybridTime clock, const Id& device,
                                                    const Body& body);
/// When the access of a user ends, as of a view (null sees everything): ms since 1970, the greatest number where no end
/// is set, 0 where it was withdrawn. Nothing where they were never let in.
[[nodiscard]] std::optional<qint64> accessEnd(std::span<const AccessWrite> writes, const View* view, const Id& user);

} // namespace journal

} // namespace bulkhead
