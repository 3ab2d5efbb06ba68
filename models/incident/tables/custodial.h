#pragma once

#include "models/incident/custodial.h"

namespace bulkhead {

template<> struct Table<ImportedBundle>
{
    static constexpr Kind kind = 25;
    static constexpr const char* name = "imported-bundle";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Imported bundle");
    static constexpr quint16 titleField = 4;
    static constexpr auto columns = std::tuple{
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

} // namespace bulkhead
