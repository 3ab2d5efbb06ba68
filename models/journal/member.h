#pragma once

#include "models/journal/record.h"

namespace bulkhead {

/// Somebody who has a slot in the vault. Lives in the vault stream; written by administrators.
struct Member
{
    QString name;
    QString email;
    Roles roles;
    Bytes signingKey;  ///< Ed25519, public
    Bytes exchangeKey; ///< X25519, public
    bool isRetired = false;

    bool operator==(const Member&) const = default;
};

template<> struct Table<Member>
{
    static constexpr Kind kind = 2;
    static constexpr const char* name = "member";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Member");
    static constexpr quint16 titleField = 1;
    static constexpr auto columns = Columns{
        Column{Field{1, "name", FieldType::Text, Role::Administrator, QT_TRANSLATE_NOOP("Field", "Name"), "",
                     Writable::Always},
               &Member::name},
        Column{Field{2, "email", FieldType::Text, Role::Administrator, QT_TRANSLATE_NOOP("Field", "E-mail"), "",
                     Writable::Always},
               &Member::email},
        Column{Field{3, "roles", FieldType::TextList, Role::Administrator, QT_TRANSLATE_NOOP("Field", "Roles"), "",
                     Writable::Always},
               &Member::roles},
        Column{Field{4, "signing_key", FieldType::Octets, Role::Administrator,
                     QT_TRANSLATE_NOOP("Field", "Signing key"), "", Writable::Always},
               &Member::signingKey},
        Column{Field{5, "exchange_key", FieldType::Octets, Role::Administrator,
                     QT_TRANSLATE_NOOP("Field", "Exchange key"), "", Writable::Always},
               &Member::exchangeKey},
        Column{Field{6, "retired", FieldType::Boolean, Role::Administrator, QT_TRANSLATE_NOOP("Field", "Retired"), "",
                     Writable::Always},
               &Member::isRetired},
    };
};

/// A user's key in one copy of the vault. Enrolled by a change of its own chain that carries the user's certificate.
struct Device
{
    Id user;
    Bytes key;          ///< Ed25519, public
    Bytes certificate;  ///< the user's signature over `certificateMessage`
    QString name;       ///< of the machine, as the person may recognise it
    Bytes lastAccepted; ///< set by an administrator's revocation: hash of the last head that still counts

    bool operator==(const Device&) const = default;
    [[nodiscard]] static Bytes certificateMessage(const Id& vault, const Id& user, BytesView deviceKey);
};

template<> struct Table<Device>
{
    static constexpr Kind kind = 3;
    static constexpr const char* name = "device";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Device");
    static constexpr quint16 titleField = 4;
    static constexpr auto columns = Columns{
        Column{
            Field{1, "user", FieldType::Reference, everybody, QT_TRANSLATE_NOOP("Field", "User"), "", Writable::Always},
            &Device::user},
        Column{Field{2, "key", FieldType::Octets, everybody, QT_TRANSLATE_NOOP("Field", "Key"), "", Writable::Always},
               &Device::key},
        Column{Field{3, "certificate", FieldType::Octets, everybody, QT_TRANSLATE_NOOP("Field", "Certificate"), "",
                     Writable::Always},
               &Device::certificate},
        Column{Field{4, "name", FieldType::Text, everybody, QT_TRANSLATE_NOOP("Field", "Name"), "", Writable::Always},
               &Device::name},
        Column{Field{5, "last_accepted", FieldType::Octets, Role::Administrator,
                     QT_TRANSLATE_NOOP("Field", "Last accepted head"), "", Writable::Always},
               &Device::lastAccepted},
    };
};

/// The vault itself, written once by genesis.
struct VaultRecord
{
    QString name;

    bool operator==(const VaultRecord&) const = default;
};

template<> struct Table<VaultRecord>
{
    static constexpr Kind kind = 1;
    static constexpr const char* name = "vault";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Vault");
    static constexpr quint16 titleField = 1;
    static constexpr auto columns = Columns{
        Column{Field{1, "name", FieldType::Text, Role::Administrator, QT_TRANSLATE_NOOP("Field", "Name"), "",
                     Writable::Always},
               &VaultRecord::name},
    };
};

/// The journal's own entities: vault, member, device, and who was let into a counsel compartment.
void addMembership(Schema& schema);

} // namespace bulkhead
