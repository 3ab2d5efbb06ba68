#pragma once

#include "models/journal/record.h"

namespace bulkhead {

/// Somebody of another vault whom an imported incident names. Has no slot and no rights here. Lives in the vault
/// stream under the id that they have at home.
struct Guest
{
    QString name;
    QString vault;     ///< the name of theirs
    Bytes fingerprint; ///< of that vault
    Bytes signingKey;  ///< Ed25519, public: their decisions can be checked here

    bool operator==(const Guest&) const = default;
};

template<> struct Table<Guest>
{
    static constexpr Kind kind = 5;
    static constexpr const char* name = "guest";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Person of another vault");
    static constexpr quint16 titleField = 1;
    static constexpr auto columns = Columns{
        Column{Field{1, "name", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Name"), "", Writable::Always},
               &Guest::name},
        Column{
            Field{2, "vault", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Vault"), "", Writable::Always},
            &Guest::vault},
        Column{Field{3, "fingerprint", FieldType::Octets, responders, QT_TRANSLATE_NOOP("Field", "Fingerprint"), "",
                     Writable::Always},
               &Guest::fingerprint},
        Column{Field{4, "signing_key", FieldType::Octets, responders, QT_TRANSLATE_NOOP("Field", "Signing key"), "",
                     Writable::Always},
               &Guest::signingKey},
    };
};

} // namespace bulkhead
