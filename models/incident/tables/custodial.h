#pragma once

#include "models/incident/custodial.h"
#include "models/incident/tables/choices.h"

namespace bulkhead {

template<> struct Table<ImportedBundle>
{
    static constexpr Kind kind = 25;
    static constexpr const char* name = "imported-bundle";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Imported bundle");
    static constexpr quint16 titleField = 4;
    static constexpr auto columns = Columns{
        Column{Field{1, "incident", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Incident")},
               &ImportedBundle::incident},
        Column{Field{2, "evidence", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Evidence")},
               &ImportedBundle::evidence},
        Column{Field{3, "bundle_sha256", FieldType::Octets, responders,
                     QT_TRANSLATE_NOOP("Field", "SHA-256 of the bundle")},
               &ImportedBundle::bundleHash},
        Column{Field{4, "vault_name", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Vault it comes from"),
                     QT_TRANSLATE_NOOP("Sentence",
                                       "{author} imported this incident from a bundle of the vault "
                                       "“{new}”")},
               &ImportedBundle::vaultName},
        Column{Field{5, "fingerprint", FieldType::Octets, responders, QT_TRANSLATE_NOOP("Field", "Fingerprint")},
               &ImportedBundle::fingerprint},
        Column{Field{6, "pinned", FieldType::Boolean, responders,
                     QT_TRANSLATE_NOOP("Field", "Fingerprint known from elsewhere")},
               &ImportedBundle::isPinned},
        Column{Field{7, "exported", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Exported")},
               &ImportedBundle::exportedAt},
        Column{Field{8, "exported_by", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Exported by")},
               &ImportedBundle::exportedBy},
        Column{Field{9, "changes", FieldType::Integer, responders, QT_TRANSLATE_NOOP("Field", "Changes")},
               &ImportedBundle::changes},
        Column{Field{10, "head", FieldType::Octets, responders, QT_TRANSLATE_NOOP("Field", "Digest of its heads")},
               &ImportedBundle::head},
        Column{Field{11, "left_out", FieldType::TextList, responders, QT_TRANSLATE_NOOP("Field", "Left out")},
               &ImportedBundle::leftOut},
    };
};

template<> struct Table<Destruction>
{
    static constexpr Kind kind = 26;
    static constexpr const char* name = "destruction";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Destruction");
    static constexpr quint16 titleField = 3;
    static constexpr auto columns = Columns{
        Column{Field{1, "incident", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Incident"), "",
                     Writable::Always},
               &Destruction::incident},
        Column{Field{2, "evidence", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Evidence"), "",
                     Writable::Always},
               &Destruction::evidence},
        Column{Field{3, "name", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Name"), "", Writable::Always},
               &Destruction::name},
        Column{Field{4, "blob", FieldType::Octets, responders, QT_TRANSLATE_NOOP("Field", "Material"), "",
                     Writable::Always},
               &Destruction::blob},
        Column{Field{5, "destroyed_sha256", FieldType::Octets, responders, QT_TRANSLATE_NOOP("Field", "SHA-256"), "",
                     Writable::Always},
               &Destruction::sha256},
        Column{
            Field{6, "size", FieldType::Integer, responders, QT_TRANSLATE_NOOP("Field", "Size"), "", Writable::Always},
            &Destruction::size},
        Column{Field{7, "reason", FieldType::LongText, responders, QT_TRANSLATE_NOOP("Field", "Reason"),
                     QT_TRANSLATE_NOOP("Sentence",
                                       "{author} asked that the material of “{subject}” be destroyed: "
                                       "{new}"),
                     Writable::Always},
               &Destruction::reason},
        Column{Field{8, "requested_by", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Asked by"), "",
                     Writable::Always},
               &Destruction::requestedBy},
        Column{Field{9, "requested", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Asked"), "",
                     Writable::Always},
               &Destruction::requestedAt},
        Column{Field{10, "request_signature", FieldType::Octets, responders, QT_TRANSLATE_NOOP("Field", "Signature"),
                     "", Writable::Always},
               &Destruction::requestSignature},
        Column{Field{11, "approved_by", FieldType::Reference, signatories, QT_TRANSLATE_NOOP("Field", "Approved by"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} approved that the material of “{subject}” is destroyed"),
                     Writable::Always},
               &Destruction::approvedBy},
        Column{Field{12, "approved", FieldType::Instant, signatories, QT_TRANSLATE_NOOP("Field", "Approved"), "",
                     Writable::Always},
               &Destruction::approvedAt},
        Column{Field{13, "approval_signature", FieldType::Octets, signatories,
                     QT_TRANSLATE_NOOP("Field", "Signature of the approval"), "", Writable::Always},
               &Destruction::approvalSignature},
        Column{Field{14, "destroyed", FieldType::Instant, signatories, QT_TRANSLATE_NOOP("Field", "Destroyed"),
                     QT_TRANSLATE_NOOP("Sentence", "The material of “{subject}” was destroyed at {new}"),
                     Writable::Always},
               &Destruction::destroyedAt},
        Column{Field{15, "withdrawn", FieldType::Boolean, responders, QT_TRANSLATE_NOOP("Field", "Withdrawn"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} withdrew the wish to destroy “{subject}”"),
                     Writable::Always},
               &Destruction::isWithdrawn},
    };
};

template<> struct Table<Retention>
{
    static constexpr Kind kind = 27;
    static constexpr const char* name = "retention";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Retention");
    static constexpr quint16 titleField = 3;
    static constexpr auto columns = Columns{
        Column{Field{1, "incident", FieldType::Reference, clockKeepers, QT_TRANSLATE_NOOP("Field", "Incident"), "",
                     Writable::Always},
               &Retention::incident},
        Column{Field{2, "until", FieldType::Instant, clockKeepers, QT_TRANSLATE_NOOP("Field", "Kept until"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} set that this incident is kept until {new}"),
                     Writable::Always},
               &Retention::until},
        Column{
            Field{3, "rule", FieldType::Text, clockKeepers, QT_TRANSLATE_NOOP("Field", "Rule"), "", Writable::Always},
            &Retention::rule},
    };
};

} // namespace bulkhead
